import { setTimeout as pause } from "node:timers/promises";
import { mean } from "../../testing/checkers/statistics";
import type { Metric } from "../support/report";
import type { WriteLimit } from "../support/slowDisk";
import type { FlowCluster } from "./cluster";
import { declarationFor, disk, throughputWorkers } from "./declaration";

const backlog = 30_000;
/** Slow enough that the disk is the bottleneck, not the sum of the ceilings or the number of concurrent jobs. */
const slow: WriteLimit = { writeMBps: 8, writeIops: 300 };
/** Seconds. Workers find their rate during the ramp-up; the measurement spans three checkpoints. */
const [rampUp, measured] = [30, 90];
/** Up and down again, so that drift during the benchmark (a growing table) affects all sizes alike. */
const order = [2, 4, 8, 8, 4, 2];

interface Run {
  readonly workers: number;
  /** Jobs per second of all workers. */
  readonly rate: number;
  /** Jobs of the slowest worker, divided by its fair share. */
  readonly leastShare: number;
}

/**
 * Drains a backlog with two, four and eight workers that share one disk, with the same sums of ceilings and processes.
 */
export async function fairShare(cluster: FlowCluster): Promise<Metric[]> {
  const runs: Run[] = [];
  for (const workers of order) {
    const run = await drain(cluster, workers);
    runs.push(run);
  }
  await cluster.changeLimit(disk);
  const sizes = [...new Set(order)].map((workers) => {
    const own = runs.filter((run) => run.workers === workers);
    return {
      workers,
      rate: mean(own.map(({ rate }) => rate)),
      leastShare: Math.min(...own.map((run) => run.leastShare)),
    };
  });
  const rates = sizes.map(({ rate }) => rate);
  return [
    ...sizes.flatMap(({ workers, rate, leastShare }) => [
      { name: `${workers} workers: jobs drained, mean of two runs`, value: rate, unit: "/s" },
      { name: `${workers} workers: slowest worker / fair share`, value: leastShare, unit: "", atLeast: 0.5 },
    ]),
    {
      name: "slowest drain / fastest drain of 2, 4 and 8 workers",
      value: Math.min(...rates) / Math.max(...rates),
      unit: "",
      atLeast: 0.9,
    },
  ];
}

async function drain(cluster: FlowCluster, workers: number): Promise<Run> {
  await cluster.changeLimit(disk);
  await cluster.declare(declarationFor(cluster.disk.device, { workers: throughputWorkers(workers) }));
  await cluster.fillQueue(backlog);
  await cluster.flushWrites();
  await cluster.changeLimit(slow);
  await pause(rampUp * 1_000);
  const [before, start] = [await cluster.jobsByWorker(), performance.now()];
  await pause(measured * 1_000);
  const [after, end] = [await cluster.jobsByWorker(), performance.now()];
  const done = [...after].map(([worker, jobs]) => jobs - (before.get(worker) ?? 0));
  const total = done.reduce((a, b) => a + b, 0);
  const rate = (1_000 * total) / (end - start);
  console.log(`${workers} workers: ${rate.toFixed(1)} jobs/s; jobs by worker: ${done.join(", ")}`);
  return { workers, rate, leastShare: Math.min(...done) / (total / workers) };
}
