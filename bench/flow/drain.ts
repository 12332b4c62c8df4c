import { setTimeout as pause } from "node:timers/promises";
import type { ClusterArgs } from "../../components/cluster/declaration";
import { mean } from "../support/measure";
import type { Figure } from "../support/report";
import { atRate, degraded, disk, site as declared, withFlow, withoutFlow } from "./declaration";
import type { Site } from "./site";
import { type Latency, latencyOf, startTraffic } from "./traffic";

const backlog = 100_000;
const load = { page: 40, edit: 20 };
/** Seconds before measuring, for workers to find their rate, and of measuring at each limit: a checkpoint, which comes once a minute. */
const [rampUp, measured] = [15, 65];
/**
 * In every run the disk is slow at first, and then whole: whatever limits jobs has to suit both. The other way round, what a minute at full
 * speed has changed falls due at a checkpoint on the slow disk, which then stands still for edits at any rate of jobs.
 */
const limits = [degraded, disk];

export interface Drain {
  readonly name: string;
  /** Jobs done a second, in all and at each limit of the disk. */
  readonly rate: number;
  readonly rates: readonly number[];
  readonly edit: Latency;
  readonly page: Latency;
}

/** What a backlog does to the web load: none, flow control, fixed rates, no limit. */
export async function compareDrains(site: Site): Promise<Figure[]> {
  await site.emptyQueue();
  await site.settle();
  for (const limit of limits) await site.limitDisk(limit);
  const runs: Drain[] = [];
  const run = async (name: string, jobs: number, workers: ClusterArgs["workers"]): Promise<Drain> => {
    const result = await drain(site, name, jobs, workers);
    runs.push(result);
    console.log(line(result));
    return result;
  };
  console.log(heading);
  const baseline = await run("no backlog", 0, withFlow);
  const flow = await run("flow control", backlog, withFlow);
  const holds = ({ edit, rate }: Drain, wanted: number) => edit.p95 <= 2 * baseline.edit.p95 && edit.p99 <= 10 * baseline.edit.p99 && rate >= 0.9 * wanted;

  // Downwards from as fast as flow control, to the first rate that holds both.
  let fastest = 0;
  for (const part of [1, 1 / 1.5, 1 / 2, 1 / 3]) {
    const wanted = flow.rate * part;
    const fixed = await run(`fixed, ${wanted.toFixed(0)}/s`, backlog, atRate(wanted));
    if (holds(fixed, wanted)) {
      fastest = fixed.rate;
      break;
    }
  }
  await run("no limit", backlog, withoutFlow);

  return [
    ...runs.flatMap(({ name, rate, rates, edit, page }) => [
      { name: `${name}: jobs drained`, value: rate, unit: "/s" },
      ...rates.map((value, index) => ({ name: `${name}: at ${limits[index]?.writeMBps} MB/s`, value, unit: "/s" })),
      { name: `${name}: edits p95`, value: edit.p95, unit: "ms" },
      { name: `${name}: edits p99`, value: edit.p99, unit: "ms" },
      { name: `${name}: edits refused or failed`, value: edit.count - edit.ok, unit: `of ${edit.count}` },
      { name: `${name}: pages p99`, value: page.p99, unit: "ms" },
    ]),
    { name: "edits p95, flow control / no backlog", value: flow.edit.p95 / baseline.edit.p95, unit: "", atMost: 2 },
    { name: "edits p99, flow control / no backlog", value: flow.edit.p99 / baseline.edit.p99, unit: "", atMost: 10 },
    { name: "fastest fixed rate that holds both", value: fastest, unit: "/s" },
    { name: "drain, flow control / that rate", value: fastest === 0 ? Infinity : flow.rate / fastest, unit: "", atLeast: 1.5 },
  ];
}

async function drain(site: Site, name: string, jobs: number, workers: ClusterArgs["workers"]): Promise<Drain> {
  await site.declare(declared(site.disk.device, { workers }));
  if (jobs === 0) await site.emptyQueue();
  else await site.backlog(jobs);
  await site.settle();
  await site.changeLimit(degraded);
  const traffic = startTraffic(site.url, load);
  await pause(rampUp * 1_000);
  const from = traffic.now();
  const rates: number[] = [];
  for (const limit of limits) {
    await site.changeLimit(limit);
    const [before, began] = [await site.effects(), traffic.now()];
    await pause(measured * 1_000);
    rates.push((((await site.effects()) - before) / (traffic.now() - began)) * 1_000);
  }
  const to = traffic.now();
  await traffic.stop();
  await site.changeLimit(disk);
  return {
    name,
    rate: mean(rates),
    rates,
    edit: latencyOf(traffic.seen, "edit", from, to),
    page: latencyOf(traffic.seen, "page", from, to),
  };
}

const columns = [16, 11, 15, 9, 9, 9, 9, 9];
const row = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(columns[index] ?? 0)).join(" ");
const heading = row(["workers", "drained/s", "slow, whole", "edit p50", "p95", "p99", "worst", "page p99"]);
const line = ({ name, rate, rates, edit, page }: Drain) =>
  row([name, rate.toFixed(1), rates.map((one) => one.toFixed(0)).join(", "), ...[edit.p50, edit.p95, edit.p99, edit.worst, page.p99].map((value) => `${value.toFixed(1)} ms`)]);
