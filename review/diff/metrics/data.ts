import { formatNumber } from "../../../lib/format";
import { bytesText } from "../../phrasing/phrases";
import type { ConnectionMetrics, DatabaseMetrics, DiskMetrics, Metrics } from "../../snapshot/metrics/schema";
import { growthSteps, lostKeys } from "../cacheLoss";
import type { MetricChange } from "../schema";
import { type Metric, rows, rowsOfEach } from "./rows";

/** Cache memory, lost keys, and the misses until the cache is warm again. */
export function cacheRows(before: Metrics, after: Metrics, restarting: readonly string[]): MetricChange[] {
  const lost = lostKeys(before, after, restarting);
  const lostRow = { section: "cache", subject: "" };
  return [
    ...rows("cache", "", before.cache, after.cache, [
      ["servers", "", (cache) => cache.servers.length],
      ["memory of one server", "bytes", ({ memory }) => memory],
      ["total memory", "bytes", ({ memory, servers }) => memory * servers.length],
    ]),
    ...(lost === 0
      ? []
      : [
          {
            ...lostRow,
            metric: "keys lost",
            unit: "part" as const,
            after: lost,
            why:
              lost === 1 && before.cache.servers.length > 0
                ? "all servers restart empty or have new names"
                : "keys of servers that stay do not move (rendezvous hashing)",
          },
          {
            ...lostRow,
            metric: "maximum misses until the cache is warm",
            unit: "per second" as const,
            after: lost * after.cache.pages,
            why: missReason(before, after, lost * after.cache.pages),
          },
        ]),
  ];
}

function missReason(
  before: Metrics,
  { cache: { servers, pages, readIops, readers } }: Metrics,
  misses: number,
): string {
  if (readIops === undefined) return "one miss for each page";
  const from = before.cache.servers.length;
  const steps = growthSteps(from, servers.length, pages, readIops);
  const gradually =
    misses > readIops && steps.length > 1
      ? `. More gently: ${[from, ...steps].join(" → ")} servers, one step at a time`
      : "";
  const verb = readers.length === 1 ? "serves" : "serve";
  const disks = `${readers.join(" and ")} ${verb} ${formatNumber(readIops)} random reads/s`;
  return `one miss for each page; ${disks}${gradually}`;
}

const databases: readonly Metric<DatabaseMetrics>[] = [
  ["primary", "", ({ primary }) => primary],
  [
    "replicas",
    "",
    ({ replicas }) => (replicas.length === 0 ? "none" : replicas.join(", ")),
    (_, is) => (is?.replicas.length === 0 ? "no failover is possible, and the primary serves all reads" : undefined),
  ],
  [
    "synchronous",
    "",
    ({ synchronous }) => (synchronous ? "yes" : "no"),
    (_, is) =>
      is && (is.synchronous ? "a failover loses no acknowledged write" : "a failover may lose the last writes"),
  ],
  ["tables of", "", ({ parts }) => (parts.length === 0 ? "nothing" : parts.join(", "))],
  ["memory of a member", "bytes", ({ memory }) => memory],
];

const connections: readonly Metric<ConnectionMetrics>[] = [
  [
    "maximum clients of the poolers",
    "",
    ({ clients }) => clients,
    (_, is) =>
      is && `the poolers accept ${formatNumber(is.clientLimit)} and use ${formatNumber(is.pool)} connections at a time`,
  ],
  ["connections to the leader", "", ({ pool }) => pool],
  ["poolers", "", ({ poolers }) => poolers],
  [
    "held by workers while the disk stalls",
    "",
    ({ workers }) => workers,
    (_, is) => is && `of ${formatNumber(is.pool)}; half of them are for requests`,
  ],
  [
    "maximum connections to the leader",
    "",
    ({ server }) => server,
    (_, is) =>
      is &&
      `max_connections is ${formatNumber(is.serverLimit)}; includes reads while no replica serves, and one pooler ` +
        "of a rollout",
  ],
  ["max_connections", "", ({ serverLimit }) => serverLimit],
];

/** Members of the databases, and connections in the worst case: all open, and one extra task of each service. */
export const databaseRows = (before: Metrics, after: Metrics): MetricChange[] => [
  ...rowsOfEach("databases", ({ name }) => name, before.databases, after.databases, databases),
  ...rowsOfEach("connections", ({ database }) => database, before.connections, after.connections, connections),
];

const disks: readonly Metric<DiskMetrics>[] = [
  ["sequential writes", "MB/s", ({ writeMBps }) => writeMBps],
  ["sequential reads", "MB/s", ({ readMBps }) => readMBps],
  ["random writes", "per second", ({ writeIops }) => writeIops],
  ["random reads", "per second", ({ readIops }) => readIops],
  ["separate disk for write-ahead logs", "MB/s", ({ walMBps }) => walMBps],
  [
    "write budget",
    "rows/s",
    ({ budget }) => budget,
    (_, is) => is && `primary of ${is.primaryOf.join(", ") || "none"}, replica of ${is.replicaOf.join(", ") || "none"}`,
  ],
  [
    "write-ahead log before a forced checkpoint",
    "bytes",
    ({ walLimit }) => walLimit,
    () => "max_wal_size, derived from the disk",
  ],
  [
    "maximum write-ahead log",
    "bytes",
    ({ walRetention }) => walRetention,
    (_, is) => (is?.walVolume === undefined ? undefined : `of ${bytesText(is.walVolume)}; includes an absent replica`),
  ],
];

/** Disks of database members. */
export const diskRows = (before: Metrics, after: Metrics): MetricChange[] =>
  rowsOfEach("disks", ({ machine }) => machine, before.disks, after.disks, disks);
