import { setTimeout as pause } from "node:timers/promises";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import type { Figure } from "../support/report";
import { atRate, site as declared, degraded, disk, withFlow, withoutFlow } from "./declaration";
import type { Site } from "./site";
import { type Latency, latencyOf, startTraffic } from "./traffic";

const backlog = 100_000;
const load = { page: 40, edit: 20 };
/** Seconds on the slow disk before measuring: workers find their rate, and the first checkpoint is on its way. */
const rampUp = 45;
/**
 * In every run the disk is slow at first, and then whole: whatever limits jobs has to suit both. The other way round, what a minute at full
 * speed has changed falls due at a checkpoint on the slow disk, which then stands still for edits at any rate of jobs.
 */
const phases = [
  { name: "slow", limit: degraded, seconds: 60 },
  { name: "whole", limit: disk, seconds: 120 },
] as const;
/**
 * Fixed rates that are tried, as parts of what flow control did, downwards to the first that holds both. The second is a little more than
 * 1 / 1.5: if it holds, too, flow control is not 1.5 times as fast.
 */
const tried = [1, 0.67, 0.5, 0.33];

/** A moment of a run, in milliseconds, and the effects in the database then. */
interface Mark {
  readonly at: number;
  readonly effects: number;
}

/** What was seen between two moments. */
interface Span {
  readonly name: string;
  /** Jobs done a second. */
  readonly rate: number;
  readonly edit: Latency;
  readonly page: Latency;
}

/** A whole run, and each phase of it. */
interface Drain extends Span {
  readonly parts: readonly Span[];
}

/** What a backlog does to the web load: none, flow control, fixed rates, no limit. */
export async function compareDrains(site: Site): Promise<Figure[]> {
  await site.emptyQueue();
  await site.settle();
  for (const { limit } of phases) await site.limitDisk(limit);
  const runs: Drain[] = [];
  const run = async (name: string, jobs: number, workers: ClusterDeclaration["workers"]): Promise<Drain> => {
    const result = await drain(site, name, jobs, workers);
    runs.push(result);
    console.log(line(result));
    return result;
  };
  console.log(heading);
  const baseline = await run("no backlog", 0, withFlow);
  const flow = await run("flow control", backlog, withFlow);
  const holds = ({ edit, rate }: Drain, wanted: number) =>
    edit.p95 <= 2 * baseline.edit.p95 && edit.p99 <= 10 * baseline.edit.p99 && rate >= 0.9 * wanted;

  let fastest = 0;
  for (const part of tried) {
    const wanted = flow.rate * part;
    const fixed = await run(`fixed, ${wanted.toFixed(0)}/s`, backlog, atRate(wanted));
    if (holds(fixed, wanted)) {
      fastest = wanted;
      break;
    }
  }
  await run("no limit", backlog, withoutFlow);
  // None holds: the slowest of them is more than one that would.
  const bound =
    fastest > 0
      ? { rate: fastest, name: "that rate" }
      : { rate: flow.rate * Math.min(...tried), name: "the slowest tried, at least" };

  return [
    ...runs.flatMap(({ name, rate, edit, page, parts }) => [
      { name: `${name}: jobs drained`, value: rate, unit: "/s" },
      ...parts.flatMap((part) => [
        { name: `${name}: jobs drained, ${part.name} disk`, value: part.rate, unit: "/s" },
        { name: `${name}: edits p95, ${part.name} disk`, value: part.edit.p95, unit: "ms" },
      ]),
      { name: `${name}: edits p95`, value: edit.p95, unit: "ms" },
      { name: `${name}: edits p99`, value: edit.p99, unit: "ms" },
      { name: `${name}: edits refused or failed`, value: edit.count - edit.ok, unit: `of ${edit.count}` },
      { name: `${name}: pages p99`, value: page.p99, unit: "ms" },
    ]),
    { name: "edits p95, flow control / no backlog", value: flow.edit.p95 / baseline.edit.p95, unit: "", atMost: 2 },
    { name: "edits p99, flow control / no backlog", value: flow.edit.p99 / baseline.edit.p99, unit: "", atMost: 10 },
    { name: "fastest fixed rate that holds both", value: fastest, unit: "/s" },
    { name: `drain, flow control / ${bound.name}`, value: flow.rate / bound.rate, unit: "", atLeast: 1.5 },
  ];
}

async function drain(site: Site, name: string, jobs: number, workers: ClusterDeclaration["workers"]): Promise<Drain> {
  await site.declare(declared(site.disk.device, { workers }));
  if (jobs === 0) await site.emptyQueue();
  else await site.backlog(jobs);
  await site.settle();
  await site.changeLimit(phases[0].limit);
  const traffic = startTraffic(site.url, load);
  await pause(rampUp * 1_000);
  const mark = async (): Promise<Mark> => ({ at: traffic.now(), effects: await site.effects() });
  const start = await mark();
  let end = start;
  const spans: { name: string; from: Mark; to: Mark }[] = [];
  for (const { name: phase, limit, seconds } of phases) {
    await site.changeLimit(limit);
    await pause(seconds * 1_000);
    const from = end;
    end = await mark();
    spans.push({ name: phase, from, to: end });
  }
  await traffic.stop();
  await site.changeLimit(disk);
  const seen = (of: string, from: Mark, to: Mark): Span => ({
    name: of,
    rate: ((to.effects - from.effects) / (to.at - from.at)) * 1_000,
    edit: latencyOf(traffic.seen, "edit", from.at, to.at),
    page: latencyOf(traffic.seen, "page", from.at, to.at),
  });
  return { ...seen(name, start, end), parts: spans.map((span) => seen(span.name, span.from, span.to)) };
}

const columns = [16, 11, 13, 9, 9, 9, 9, 15, 9];
const row = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(columns[index] ?? 0)).join(" ");
const heading = row([
  "workers",
  "drained/s",
  "slow, whole",
  "edit p50",
  "p95",
  "p99",
  "worst",
  "p95 slow, whole",
  "page p99",
]);
const line = ({ name, rate, edit, page, parts }: Drain) => {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const each = (figure: (part: Span) => number) => parts.map((part) => figure(part).toFixed(0)).join(", ");
  const latencies = [edit.p50, edit.p95, edit.p99, edit.worst].map(ms);
  return row([
    name,
    rate.toFixed(1),
    each((part) => part.rate),
    ...latencies,
    each((part) => part.edit.p95),
    ms(page.p99),
  ]);
};
