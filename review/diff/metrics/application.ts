import { formatNumber, formatSeconds } from "../../../lib/format";
import { bytesText } from "../../phrasing/phrases";
import type { Metrics, TierMetrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { type Metric, rows, rowsOfEach } from "./rows";

const sumOf = (tiers: readonly TierMetrics[], read: (tier: TierMetrics) => number) =>
  tiers.reduce((sum, tier) => sum + read(tier), 0);

const totals: readonly Metric<Metrics>[] = [
  [
    "concurrent requests",
    "",
    ({ tiers }) => sumOf(tiers, ({ instances, concurrency }) => instances * concurrency),
    () => "a slow database can block this many; the routers queue and reject the rest",
  ],
  ["memory", "bytes", ({ tiers }) => sumOf(tiers, ({ instances, memory }) => instances * memory)],
  [
    "CPU limit",
    "cores",
    ({ tiers }) =>
      tiers.every(({ cpus }) => cpus !== undefined)
        ? sumOf(tiers, ({ instances, cpus = 0 }) => instances * cpus)
        : undefined,
  ],
];

/** The web tiers, and their total. */
export function tierRows(before: Metrics, after: Metrics): MetricChange[] {
  const each: readonly Metric<TierMetrics>[] = [
    ["server", "", ({ server }) => server],
    ["instances", "", ({ instances }) => instances],
    ["share of requests", "part", ({ share }) => share],
    [
      "share of one instance",
      "part",
      ({ share, instances }) => share / instances,
      (_, is) =>
        is &&
        `${formatNumber((is.share / is.instances) * after.traffic.pages)} of the declared ` +
          `${formatNumber(after.traffic.pages)} pages/s`,
    ],
    [
      "utilization at the declared traffic",
      "part",
      ({ utilization }) => utilization,
      (was, is) =>
        is?.utilization !== undefined && is.utilization > 0.7 && is.utilization > (was?.utilization ?? 0)
          ? "requests queue if a machine fails or latency increases"
          : undefined,
    ],
    ["concurrent requests of one instance", "", ({ concurrency }) => concurrency],
    [
      "memory",
      "bytes",
      ({ instances, memory }) => instances * memory,
      (was, is) =>
        is && was?.memory !== is.memory && is.instances > 1
          ? `${is.instances} x ${formatNumber(is.memory / 2 ** 20)} MiB`
          : undefined,
    ],
    ["CPU limit", "cores", ({ instances, cpus }) => cpus && instances * cpus],
  ];
  const several = new Set([...before.tiers, ...after.tiers].map(({ name }) => name)).size > 1;
  return [
    ...rowsOfEach("web tiers", ({ name }) => name, before.tiers, after.tiers, each),
    ...(several
      ? rows("web tiers", "all", before, after, totals)
      : rows("web tiers", "", before, after, totals.slice(0, 1))),
  ];
}

export const workerRows = (before: Metrics, after: Metrics): MetricChange[] =>
  rows("workers", "", before.workers, after.workers, [
    ["running instances", "", ({ instances, paused }) => (paused ? 0 : instances)],
    [
      "concurrent jobs",
      "",
      ({ instances, concurrency }) => instances * concurrency,
      () => "each holds a connection to every database while it waits",
    ],
    ["memory", "bytes", ({ instances, memory }) => instances * memory],
    ["CPU limit", "cores", ({ instances, cpus }) => cpus && instances * cpus],
    ["rate limit of one worker", "per second", ({ ceiling }) => ceiling ?? "unbounded"],
  ]);

/** Queue limits, how fast the queue drains, and the writes that this causes. */
export const queueRows = (before: Metrics, after: Metrics): MetricChange[] => [
  ...rows("queue", "", before.queue, after.queue, [
    ["brokers", "", ({ brokers }) => brokers],
    ["maximum jobs", "", ({ maxItems }) => maxItems],
    ["maximum bytes", "bytes", ({ maxBytes }) => maxBytes],
    ["bytes per job if both limits are reached", "bytes", (is) => Math.round(is.maxBytes / is.maxItems)],
    ["arriving jobs", "per second", ({ arrival }) => arrival],
    [
      "maximum rate of all workers",
      "per second",
      ({ drain }) => drain ?? "unbounded",
      (_, is) => is && `${formatNumber(is.arrival)}/s arrive; the rest drains a backlog`,
    ],
    [
      "time to drain a full queue",
      "seconds",
      ({ emptyAfter, drain }) => emptyAfter ?? (drain === undefined ? "unbounded: no rate limit" : "never empty"),
      (_, is) => is && `queue.longestDrain allows ${formatSeconds(is.longestDrain)}`,
    ],
  ]),
  ...rows("queue", "", before.writes, after.writes, [
    [
      "maximum write load",
      "rows/s",
      ({ jobs, edits }) => (jobs === undefined ? "unbounded" : jobs + edits),
      (_, is) =>
        is?.jobs === undefined ? undefined : `${formatNumber(is.jobs)} from jobs, ${formatNumber(is.edits)} from edits`,
    ],
    [
      "part of the disk's write budget",
      "part",
      ({ jobs, edits, budget }) => (jobs === undefined ? undefined : (jobs + edits) / budget),
      (_, is) => is && `the disk of ${is.machine} sustains ${formatNumber(is.budget)} rows/s`,
    ],
    [
      "write-ahead log between two checkpoints",
      "bytes",
      ({ wal }) => wal,
      (_, is) => is && `max_wal_size is ${bytesText(is.walLimit)}; more forces a checkpoint`,
    ],
  ]),
];
