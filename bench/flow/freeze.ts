import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { mean, median } from "../support/measure";
import type { Figure } from "../support/report";
import { watchRunnable } from "./processes";
import type { Site } from "./site";
import { latencyOf, type Seen, startTraffic } from "./traffic";

/** Light enough for two cores that have all tiers, the workers and the load itself to run. */
const rates = { page: 30, edit: 20, event: 5 };
/** Seconds: without a backlog, frozen (with one, put there just before), and watched afterwards. */
const [calm, frozen, after] = [60, 60, 180];
const backlog = 25_000;

/** One freeze of the disk under load, second by second. Times are milliseconds since the traffic began. */
export interface Freeze {
  readonly seen: readonly Seen[];
  readonly depth: readonly (readonly [number, number])[];
  readonly runnable: readonly (readonly [number, number])[];
  readonly measureFrom: number;
  readonly calmUntil: number;
  readonly frozenAt: number;
  readonly thawedAt: number;
  readonly endedAt: number;
}

/** Declares a cluster, loads it, freezes its database's disk for a minute and lets it go on with a backlog. */
export async function freeze(site: Site, cluster: ClusterDeclaration): Promise<Freeze> {
  await site.declare(cluster);
  await site.emptyQueue();
  await site.settle();
  const traffic = startTraffic(site.url, rates);
  const depth: [number, number][] = [];
  const runnable: [number, number][] = [];
  const stopDepth = await site.watchDepth((value) => depth.push([traffic.now(), value]));
  const stopRunnable = watchRunnable((value) => runnable.push([traffic.now(), value]));
  try {
    await pause(10_000);
    const measureFrom = traffic.now();
    await pause(calm * 1_000);
    const calmUntil = traffic.now();
    await site.backlog(backlog);
    site.disk.freeze();
    const frozenAt = traffic.now();
    try {
      await pause(frozen * 1_000);
    } finally {
      site.disk.thaw();
    }
    const thawedAt = traffic.now();
    await pause(after * 1_000);
    const endedAt = traffic.now();
    await traffic.stop();
    return { seen: traffic.seen, depth, runnable, measureFrom, calmUntil, frozenAt, thawedAt, endedAt };
  } finally {
    stopDepth();
    stopRunnable();
  }
}

const settled = 15_000;
/** Long enough for 400 edits, of which 20 are above the p95: among 200 in ten seconds, a single burst decides. */
const window = 20_000;
/** Over which runnable processes are averaged, as the load of `uptime` and of the seed is. */
const minute = 60_000;

/** What the issue asks of a freeze. */
export function figuresOf(name: string, run: Freeze, bounded: boolean): Figure[] {
  const { seen, runnable, measureFrom, calmUntil, frozenAt, thawedAt, endedAt } = run;
  const within = seen.filter(({ at }) => at >= measureFrom && at < endedAt);
  const pages = within.filter(({ kind }) => kind === "page");
  const refused = within.filter(({ kind, status }) => kind !== "page" && (status === 0 || status >= 400));
  const slowest = (some: readonly Seen[]) =>
    some.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0) / 1_000;
  const baseline = latencyOf(seen, "edit", measureFrom, calmUntil).p95;
  const windows = Array.from(
    { length: Math.floor((endedAt - thawedAt - settled) / window) },
    (_, index) => thawedAt + settled + index * window,
  );
  const later = windows.map((from) => latencyOf(seen, "edit", from, from + window).p95);
  const busy = (from: number, to: number) =>
    mean(runnable.filter(([at]) => at >= from && at < to).map(([, value]) => value)) / cpus().length;
  const minutes = Array.from(
    { length: Math.floor((endedAt - frozenAt - minute) / window) + 1 },
    (_, index) => frozenAt + index * window,
  );
  const depths = windows.map((from) => depthAt(run, from));
  const rises = depths.slice(1).filter((depth, index) => depth > (depths[index] ?? 0) + 100).length;
  const bound = (limit: Partial<Figure>) => (bounded ? limit : {});
  return [
    {
      name: `${name}: pages answered 200`,
      value: (100 * pages.filter(({ status }) => status === 200).length) / pages.length,
      unit: "%",
      ...bound({ atLeast: 99.5 }),
    },
    { name: `${name}: slowest answer`, value: slowest(within), unit: "s", ...bound({ atMost: 5 }) },
    { name: `${name}: edits and events refused`, value: refused.length, unit: "" },
    { name: `${name}: slowest refusal`, value: slowest(refused), unit: "s", ...bound({ atMost: 3 }) },
    { name: `${name}: runnable processes a core, before the freeze`, value: busy(measureFrom, calmUntil), unit: "" },
    { name: `${name}: runnable processes a core, frozen`, value: busy(frozenAt, thawedAt), unit: "" },
    {
      name: `${name}: runnable processes a core, worst minute from the freeze on`,
      value: Math.max(...minutes.map((from) => busy(from, from + minute))),
      unit: "",
      ...bound({ atMost: 2 }),
    },
    { name: `${name}: edits p95 before the freeze`, value: baseline, unit: "ms" },
    {
      name: `${name}: edits p95 from 15 s after the thaw, median of windows of ${window / 1_000} s`,
      value: median(later),
      unit: "ms",
    },
    {
      name: `${name}: worst of these windows / before`,
      value: Math.max(...later) / baseline,
      unit: "",
      ...bound({ atMost: 2 }),
    },
    { name: `${name}: backlog at the thaw`, value: depthAt(run, thawedAt), unit: "jobs" },
    { name: `${name}: backlog at the end`, value: depthAt(run, endedAt), unit: "jobs" },
    {
      name: `${name}: windows in which the backlog grew`,
      value: rises,
      unit: `of ${windows.length}`,
      ...bound({ atMost: 0 }),
    },
  ];
}

function depthAt({ depth }: Freeze, time: number): number {
  return depth.filter(([at]) => at <= time).at(-1)?.[1] ?? Number.NaN;
}
