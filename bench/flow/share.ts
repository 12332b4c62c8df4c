import { setTimeout as pause } from "node:timers/promises";
import { mean } from "../support/measure";
import type { Figure } from "../support/report";
import type { WriteLimit } from "../support/slowDisk";
import { site as declared, disk, patientWorkers } from "./declaration";
import type { Site } from "./site";

const backlog = 30_000;
/** Slow enough that the disk decides, and neither the sum of ceilings nor how many jobs wait for it at a time. */
const slow: WriteLimit = { writeMBps: 8, writeIops: 300 };
/** Seconds: for workers to find their rate, and of measuring: three checkpoints. */
const [rampUp, measured] = [30, 90];
/** There and back: whatever changes in the course of the benchmark, as a table that grows, falls on all of them alike. */
const order = [2, 4, 8, 8, 4, 2];

/** Two, four and eight workers with the same sums of ceilings and of processes, on the same disk; each twice. */
export async function shareOneDisk(site: Site): Promise<Figure[]> {
  const runs: { workers: number; rate: number; least: number }[] = [];
  for (const workers of order) {
    await site.changeLimit(disk);
    await site.declare(declared(site.disk.device, { workers: patientWorkers(workers) }));
    await site.backlog(backlog);
    await site.settle();
    await site.changeLimit(slow);
    await pause(rampUp * 1_000);
    const [before, start] = [await site.jobsByWorker(), performance.now()];
    await pause(measured * 1_000);
    const [after, end] = [await site.jobsByWorker(), performance.now()];
    const done = [...after].map(([worker, jobs]) => jobs - (before.get(worker) ?? 0));
    const total = done.reduce((a, b) => a + b, 0);
    runs.push({ workers, rate: (1_000 * total) / (end - start), least: Math.min(...done) / (total / workers) });
    console.log(`${workers} workers: ${((1_000 * total) / (end - start)).toFixed(1)} jobs/s; each ${done.join(", ")}`);
  }
  await site.changeLimit(disk);
  const pools = [...new Set(order)].map((workers) => {
    const own = runs.filter((run) => run.workers === workers);
    return { workers, rate: mean(own.map(({ rate }) => rate)), least: Math.min(...own.map(({ least }) => least)) };
  });
  const rates = pools.map(({ rate }) => rate);
  return [
    ...pools.flatMap(({ workers, rate, least }) => [
      { name: `${workers} workers: jobs drained, mean of two runs`, value: rate, unit: "/s" },
      { name: `${workers} workers: least worker / fair share`, value: least, unit: "", atLeast: 0.5 },
    ]),
    {
      name: "slowest drain / fastest, over 2, 4 and 8 workers",
      value: Math.min(...rates) / Math.max(...rates),
      unit: "",
      atLeast: 0.9,
    },
  ];
}
