import { setTimeout as pause } from "node:timers/promises";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { table } from "../../lib/table";
import type { Metric } from "../support/report";
import type { FlowCluster } from "./cluster";
import { declarationFor, degraded, disk, fixedRateWorkers, flowWorkers, unlimitedWorkers } from "./declaration";
import { type Latency, latencyOf, startTraffic } from "./traffic";

const backlog = 100_000;
const load = { page: 40, edit: 20 };
/**
 * Seconds on the degraded disk before the measurement, in which workers find their rate and the first checkpoint
 * starts.
 */
const rampUp = 45;
/**
 * In every run the disk is degraded at first and then full: any limit of jobs has to suit both. In the opposite order
 * the checkpoint of a minute at full speed would fall on the degraded disk and block edits at any rate of jobs.
 */
const phases = [
  { name: "degraded", limit: degraded, seconds: 60 },
  { name: "full", limit: disk, seconds: 120 },
] as const;
/**
 * Fixed rates to compare with, as fractions of the rate of flow control, in descending order up to the first that stays
 * within both latency limits. The second is slightly over 1 / 1.5: if it does, flow control is not 1.5 times as fast.
 */
const fractions = [1, 0.67, 0.5, 0.33];

/** A time in a run, in milliseconds, and the number of effects in the database at that time. */
interface Mark {
  readonly at: number;
  readonly effects: number;
}

/** Measurements between two marks. */
interface Span {
  readonly name: string;
  /** Jobs per second. */
  readonly rate: number;
  readonly edit: Latency;
  readonly page: Latency;
}

/** Measurements of a whole run and of each phase. */
interface Drain extends Span {
  readonly phases: readonly Span[];
}

/** Measures how draining a backlog slows down edits: with flow control, fixed rates and no limit. */
export async function compareDrains(cluster: FlowCluster): Promise<Metric[]> {
  await cluster.emptyQueue();
  await cluster.flushWrites();
  for (const { limit } of phases) await cluster.limitDisk(limit);
  const runs: Drain[] = [];
  const run = async (name: string, jobs: number, workers: ClusterDeclaration["workers"]): Promise<Drain> => {
    const result = await drain(cluster, name, jobs, workers);
    runs.push(result);
    console.log(`${name}: ${result.rate.toFixed(1)} jobs/s, edits p95 ${result.edit.p95.toFixed(0)} ms`);
    return result;
  };
  const baseline = await run("no backlog", 0, flowWorkers());
  const flow = await run("flow control", backlog, flowWorkers());
  const isWithinLimits = ({ edit, rate }: Drain, wanted: number) =>
    edit.p95 <= 2 * baseline.edit.p95 && edit.p99 <= 10 * baseline.edit.p99 && rate >= 0.9 * wanted;

  let fastest = 0;
  for (const fraction of fractions) {
    const wanted = flow.rate * fraction;
    const fixed = await run(`fixed, ${wanted.toFixed(0)}/s`, backlog, fixedRateWorkers(wanted));
    if (isWithinLimits(fixed, wanted)) {
      fastest = wanted;
      break;
    }
  }
  await run("no limit", backlog, unlimitedWorkers);
  console.log(`\n${table([heading, ...runs.map(rowOf)])}\n`);
  // If no fixed rate stays within the limits, the slowest one is an upper bound of a rate that would.
  const bound =
    fastest > 0
      ? { rate: fastest, name: "that rate" }
      : { rate: flow.rate * Math.min(...fractions), name: "the slowest fixed rate (at least)" };

  return [
    ...runs.flatMap(({ name, rate, edit, page, phases: spans }) => [
      { name: `${name}: jobs drained`, value: rate, unit: "/s" },
      ...spans.flatMap((span) => [
        { name: `${name}: jobs drained, ${span.name} disk`, value: span.rate, unit: "/s" },
        { name: `${name}: edits p95, ${span.name} disk`, value: span.edit.p95, unit: "ms" },
      ]),
      { name: `${name}: edits p95`, value: edit.p95, unit: "ms" },
      { name: `${name}: edits p99`, value: edit.p99, unit: "ms" },
      { name: `${name}: rejected or failed edits`, value: edit.count - edit.ok, unit: `of ${edit.count}` },
      { name: `${name}: pages p99`, value: page.p99, unit: "ms" },
    ]),
    { name: "edits p95, flow control / no backlog", value: flow.edit.p95 / baseline.edit.p95, unit: "", atMost: 2 },
    { name: "edits p99, flow control / no backlog", value: flow.edit.p99 / baseline.edit.p99, unit: "", atMost: 10 },
    { name: "fastest fixed rate within both latency limits", value: fastest, unit: "/s" },
    { name: `drain, flow control / ${bound.name}`, value: flow.rate / bound.rate, unit: "", atLeast: 1.5 },
  ];
}

async function drain(
  cluster: FlowCluster,
  name: string,
  jobs: number,
  workers: ClusterDeclaration["workers"],
): Promise<Drain> {
  await cluster.declare(declarationFor(cluster.disk.device, { workers }));
  if (jobs === 0) await cluster.emptyQueue();
  else await cluster.fillQueue(jobs);
  await cluster.flushWrites();
  await cluster.changeLimit(phases[0].limit);
  const traffic = startTraffic(cluster.url, load);
  await pause(rampUp * 1_000);
  const mark = async (): Promise<Mark> => ({ at: traffic.now(), effects: await cluster.effects() });
  const start = await mark();
  let end = start;
  const spans: { name: string; from: Mark; to: Mark }[] = [];
  for (const { name: phase, limit, seconds } of phases) {
    await cluster.changeLimit(limit);
    await pause(seconds * 1_000);
    const from = end;
    end = await mark();
    spans.push({ name: phase, from, to: end });
  }
  await traffic.stop();
  await cluster.changeLimit(disk);
  const measure = (name: string, from: Mark, to: Mark): Span => ({
    name,
    rate: ((to.effects - from.effects) / (to.at - from.at)) * 1_000,
    edit: latencyOf(traffic.requests, "edit", from.at, to.at),
    page: latencyOf(traffic.requests, "page", from.at, to.at),
  });
  return { ...measure(name, start, end), phases: spans.map((span) => measure(span.name, span.from, span.to)) };
}

const heading = [
  "WORKERS",
  "JOBS/S",
  "DEGRADED, FULL",
  "EDIT P50",
  "P95",
  "P99",
  "MAX",
  "P95 DEGRADED, FULL",
  "PAGE P99",
];

function rowOf({ name, rate, edit, page, phases: spans }: Drain): string[] {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const each = (value: (span: Span) => number) => spans.map((span) => value(span).toFixed(0)).join(", ");
  return [
    name,
    rate.toFixed(1),
    each((span) => span.rate),
    ...[edit.p50, edit.p95, edit.p99, edit.max].map(ms),
    each((span) => span.edit.p95),
    ms(page.p99),
  ];
}
