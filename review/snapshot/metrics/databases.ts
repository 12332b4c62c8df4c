import { defaultPlacement } from "../../../components/application/plan";
import type { ClusterSpec } from "../../../components/cluster/spec";
import { maxClients, poolSize } from "../../../components/database/pgbouncer";
import type { DatabasePlan } from "../../../components/database/plan";
import { defaultMemory, maxConnections, reservedConnections } from "../../../components/database/settings";
import type { DatabaseSpec } from "../../../components/database/spec";
import { writeBudget } from "../../../components/database/writeBudget";
import { bytes, formatSize, milliseconds } from "../../../components/declaration/units";
import type { Subject } from "../../../policies/policy";
import { relayConnections } from "../../../policies/relayConnections";
import { editRows, jobRows, pagesDatabase } from "../../../policies/writeLoad";
import type { ConnectionMetrics, DatabaseMetrics, DiskMetrics, Metrics } from "./schema";

type Part = keyof typeof defaultPlacement;

/** The database with the tables of a part of the application. */
const databaseOf = (part: Part, { application }: Pick<ClusterSpec, "application">): string =>
  application.placement?.[part] ?? defaultPlacement[part];

export function databasesOf(subject: Subject): DatabaseMetrics[] {
  const { declared, plan } = subject;
  const parts: readonly Part[] = ["pages", "views"];
  return plan.databases.flatMap(({ endpoint: { name }, desired }) => {
    const database = declared.databases[name];
    if (database === undefined) return [];
    return [
      {
        name,
        primary: database.primary,
        replicas: [...database.replicas],
        synchronous: database.synchronous,
        failback: database.failback,
        longestTransaction: milliseconds(database.longestTransaction) / 1_000,
        maxLag: bytes(database.maxLag),
        memory: smallestMemory(name, declared),
        cloneMBps: cloneRate(desired),
        parts: parts.filter((part) => databaseOf(part, declared) === name),
      },
    ];
  });
}

/** The worst case: all processes have all connections open while a rollout runs one extra task of each service. */
export function connectionsOf({ declared, plan }: Subject): ConnectionMetrics[] {
  const { databases, workers } = declared;
  const web = plan.web.reduce(
    (sum, tier) => sum + (tier.databaseConnections / tier.instances) * (tier.instances + 1),
    0,
  );
  const jobs = (workers.instances + 1) * workers.concurrency;
  return Object.entries(databases).map(([name, database]) => {
    const used = plan.application.databases.includes(name);
    const relays = relayConnections(plan.application, name);
    return {
      database: name,
      pool: database.connections,
      poolers: database.poolers,
      // Separate pools for writes and reads.
      clients: (used ? 2 * (web + jobs) : 0) + relays,
      clientLimit: database.poolers * maxClients,
      workers: (used ? jobs : 0) + relays,
      server: 2 * (database.poolers + 1) * poolSize(database) + reservedConnections,
      serverLimit: maxConnections(formatSize(smallestMemory(name, declared))),
    };
  });
}

/** Bytes of the smallest member. */
function smallestMemory(name: string, { databases, machines }: ClusterSpec): number {
  const database = databases[name];
  if (database === undefined) return 0;
  if (database.memory !== undefined) return bytes(database.memory);
  return Math.min(
    ...[database.primary, ...database.replicas].map((machine) =>
      bytes(defaultMemory(machines[machine]?.memory ?? "0 MiB")),
    ),
  );
}

const cloneRate = ({ dynamic }: DatabasePlan["desired"]) => parseInt(dynamic.postgresql.basebackup["max-rate"], 10);

/** The disks of database members. */
export function disksOf({ declared, plan }: Subject): DiskMetrics[] {
  return Object.entries(declared.machines).flatMap(([machine, { disk, walDisk }]) => {
    const databasesWhere = (is: (database: DatabaseSpec) => boolean) =>
      Object.entries(declared.databases).flatMap(([name, database]) => (is(database) ? [name] : []));
    const primaryOf = databasesWhere(({ primary }) => primary === machine);
    const replicaOf = databasesWhere(({ replicas }) => replicas.includes(machine));
    const limits = [...primaryOf, ...replicaOf].map((name) => walLimitsOf(`${name}-${machine}`, plan.databases));
    if (disk === undefined || limits.length === 0) return [];
    const { writeMBps, readMBps, writeIops, readIops } = disk;
    const { size } = walDisk ?? disk;
    return [
      {
        machine,
        writeMBps,
        readMBps,
        writeIops,
        readIops,
        ...(walDisk === undefined ? {} : { walMBps: walDisk.writeMBps }),
        budget: writeBudget(disk, walDisk),
        primaryOf,
        replicaOf,
        walLimit: Math.min(...limits.map(({ limit }) => limit)),
        walRetention: Math.max(...limits.map(({ limit, forReplicas }) => limit + forReplicas)),
        ...(size === undefined ? {} : { walVolume: bytes(size) }),
      },
    ];
  });
}

/** Bytes of a full-page image: the write-ahead log of a row that is the only changed row of its page. */
const walPerRow = 8_192;

/**
 * The write load on the database of the pages. `undefined` if its primary has no disk, which is a problem of its own.
 */
export function writesOf({ declared, plan }: Subject): Metrics["writes"] {
  const database = pagesDatabase(declared);
  const machine = declared.databases[database]?.primary ?? "";
  const { disk, walDisk } = declared.machines[machine] ?? {};
  if (disk === undefined) return undefined;
  const [jobs, edits] = [jobRows(declared), editRows(declared)];
  const { limit, checkpointEvery } = walLimitsOf(`${database}-${machine}`, plan.databases);
  const wal = jobs && (jobs + edits) * walPerRow * checkpointEvery;
  return {
    database,
    machine,
    ...(jobs === undefined ? {} : { jobs }),
    edits,
    budget: writeBudget(disk, walDisk),
    ...(wal === undefined ? {} : { wal }),
    walLimit: limit,
  };
}

/** Limits of a member's write-ahead log. */
interface WalLimits {
  /** Bytes before a checkpoint is forced (`max_wal_size`). */
  readonly limit: number;
  /** Additional bytes that are retained for an absent replica (`max_slot_wal_keep_size`). */
  readonly forReplicas: number;
  /** Seconds between two timed checkpoints. */
  readonly checkpointEvery: number;
}

/** Read from the rendered settings of a member, which contain both derived and declared values. */
function walLimitsOf(host: string, databases: readonly DatabasePlan[]): WalLimits {
  const content =
    databases.flatMap(({ configs }) => configs).find(({ name }) => name === `${host}.yml`)?.content ?? "{}";
  const file: { postgresql?: { parameters?: Record<string, string | number> } } = JSON.parse(content);
  const { max_wal_size, max_slot_wal_keep_size, checkpoint_timeout } = file.postgresql?.parameters ?? {};
  return {
    limit: amount(max_wal_size, memoryUnits),
    forReplicas: amount(max_slot_wal_keep_size, memoryUnits),
    checkpointEvery: amount(checkpoint_timeout, timeUnits),
  };
}

/** PostgreSQL 17, section 19.1.1, in bytes and seconds. A number without a unit is in MB or s for these settings. */
const memoryUnits: Readonly<Record<string, number>> = {
  "": 2 ** 20,
  B: 1,
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};
const timeUnits: Readonly<Record<string, number>> = { "": 1, ms: 0.001, s: 1, min: 60, h: 3_600, d: 86_400 };

function amount(setting: string | number | undefined, units: Readonly<Record<string, number>>): number {
  const [, value = "0", unit = ""] = /^\s*([\d.]+)\s*([A-Za-z]*)\s*$/.exec(String(setting ?? "")) ?? [];
  return Number(value) * (units[unit] ?? 1);
}
