import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { mean, median } from "../../testing/checkers/statistics";
import type { Metric } from "../support/report";
import type { FlowCluster } from "./cluster";
import { watchRunnable } from "./runnableProcesses";
import { latencyOf, type ObservedRequest, startTraffic } from "./traffic";

/** Requests per second. Two cores run all tiers, the workers and the load itself. */
const rates = { page: 30, edit: 20, event: 5 };
/** Seconds before the freeze, of the freeze, and after it. */
const [calm, frozen, after] = [60, 60, 180];
/** Jobs that are put into the queue just before the freeze. */
const backlog = 25_000;

/** A freeze of the disk under load. Times are milliseconds since the traffic started. */
export interface FreezeRun {
  readonly requests: readonly ObservedRequest[];
  readonly depth: readonly (readonly [time: number, jobs: number])[];
  readonly runnable: readonly (readonly [time: number, processes: number])[];
  readonly measureFrom: number;
  readonly calmUntil: number;
  readonly frozenAt: number;
  readonly thawedAt: number;
  readonly endedAt: number;
}

/** Freezes the disk of a cluster's database for a minute under load, thaws it and watches the backlog drain. */
export async function freezeDisk(cluster: FlowCluster, declaration: ClusterDeclaration): Promise<FreezeRun> {
  await cluster.declare(declaration);
  await cluster.emptyQueue();
  await cluster.flushWrites();
  const traffic = startTraffic(cluster.url, rates);
  const depth: [number, number][] = [];
  const runnable: [number, number][] = [];
  const stopDepth = await cluster.watchDepth((value) => depth.push([traffic.now(), value]));
  const stopRunnable = watchRunnable((value) => runnable.push([traffic.now(), value]));
  try {
    await pause(10_000);
    const measureFrom = traffic.now();
    await pause(calm * 1_000);
    const calmUntil = traffic.now();
    await cluster.fillQueue(backlog);
    cluster.disk.freeze();
    const frozenAt = traffic.now();
    try {
      await pause(frozen * 1_000);
    } finally {
      cluster.disk.thaw();
    }
    const thawedAt = traffic.now();
    await pause(after * 1_000);
    const endedAt = traffic.now();
    await traffic.stop();
    return { requests: traffic.requests, depth, runnable, measureFrom, calmUntil, frozenAt, thawedAt, endedAt };
  } finally {
    stopDepth();
    stopRunnable();
  }
}

/** Milliseconds after the thaw in which edits may still be slow. */
const recovery = 15_000;
/** Milliseconds of one window: 400 edits, 20 of them above the p95. In a shorter one, a single burst decides. */
const window = 20_000;
/** Milliseconds over which runnable processes are averaged, as the 1-minute load average is. */
const minute = 60_000;

/** @param limited whether the metrics have limits: those of the protected cluster do */
export function metricsOf(name: string, run: FreezeRun, limited: boolean): Metric[] {
  const { requests, runnable, measureFrom, calmUntil, frozenAt, thawedAt, endedAt } = run;
  const measured = requests.filter(({ at }) => at >= measureFrom && at < endedAt);
  const pages = measured.filter(({ kind }) => kind === "page");
  const rejected = measured.filter(({ kind, status }) => kind !== "page" && (status === 0 || status >= 400));
  const slowest = (some: readonly ObservedRequest[]) =>
    some.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0) / 1_000;
  const baseline = latencyOf(requests, "edit", measureFrom, calmUntil).p95;
  const windows = stepsOf(thawedAt + recovery, endedAt, window);
  const p95s = windows.map((from) => latencyOf(requests, "edit", from, from + window).p95);
  const runnablePerCore = (from: number, to: number) =>
    mean(runnable.filter(([at]) => at >= from && at < to).map(([, value]) => value)) / cpus().length;
  const minutes = stepsOf(frozenAt, endedAt - minute + window, window);
  const depths = windows.map((from) => depthAt(run, from));
  const rises = depths.slice(1).filter((depth, index) => depth > (depths[index] ?? 0) + 100).length;
  const limit = (limits: Partial<Metric>) => (limited ? limits : {});
  const metrics: Metric[] = [
    {
      name: "pages answered 200",
      value: (100 * pages.filter(({ status }) => status === 200).length) / pages.length,
      unit: "%",
      ...limit({ atLeast: 99.5 }),
    },
    { name: "slowest response", value: slowest(measured), unit: "s", ...limit({ atMost: 5 }) },
    { name: "rejected edits and events", value: rejected.length, unit: "" },
    { name: "slowest rejection", value: slowest(rejected), unit: "s", ...limit({ atMost: 3 }) },
    {
      name: "runnable processes per core, before the freeze",
      value: runnablePerCore(measureFrom, calmUntil),
      unit: "",
    },
    { name: "runnable processes per core, frozen", value: runnablePerCore(frozenAt, thawedAt), unit: "" },
    {
      name: "runnable processes per core, worst minute from the freeze on",
      value: Math.max(...minutes.map((from) => runnablePerCore(from, from + minute))),
      unit: "",
      ...limit({ atMost: 2 }),
    },
    { name: "edit latency p95 before the freeze", value: baseline, unit: "ms" },
    {
      name: `edit latency p95 from 15 s after the thaw, median of ${window / 1_000} s windows`,
      value: median(p95s),
      unit: "ms",
    },
    {
      name: "edit latency p95, worst window / before the freeze",
      value: Math.max(...p95s) / baseline,
      unit: "",
      ...limit({ atMost: 2 }),
    },
    { name: "backlog at the thaw", value: depthAt(run, thawedAt), unit: "jobs" },
    { name: "backlog at the end", value: depthAt(run, endedAt), unit: "jobs" },
    { name: "windows with a growing backlog", value: rises, unit: `of ${windows.length}`, ...limit({ atMost: 0 }) },
  ];
  return metrics.map((metric) => ({ ...metric, name: `${name}: ${metric.name}` }));
}

/** Returns the start times of the whole steps that fit between two times. */
const stepsOf = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) }, (_, index) => from + index * step);

function depthAt({ depth }: FreezeRun, time: number): number {
  return depth.filter(([at]) => at <= time).at(-1)?.[1] ?? Number.NaN;
}
