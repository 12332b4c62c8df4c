import { defaultPlacement } from "../../../components/application/plan";
import type { ClusterSpec } from "../../../components/cluster/spec";
import { maxClients, poolSize } from "../../../components/database/pgbouncer";
import type { DatabasePlan } from "../../../components/database/plan";
import { defaultMemory, maxConnections, reservedConnections } from "../../../components/database/settings";
import { bytes, formatSize, milliseconds } from "../../../components/declaration/units";
import type { Subject } from "../../../policies/policy";
import { relayConnections } from "../../../policies/relayConnections";
import type { ConnectionMetrics, DatabaseMetrics } from "./schema";

type Part = keyof typeof defaultPlacement;

/** The database that carries the tables of a part of the application. */
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
        memory: leastMemory(name, declared),
        cloneMBps: cloneRate(desired),
        parts: parts.filter((part) => databaseOf(part, declared) === name),
      },
    ];
  });
}

/** The worst case: every process has all of its connections open while a rollout has one task more of each service. */
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
      // As many for reading as for writing.
      clients: (used ? 2 * (web + jobs) : 0) + relays,
      clientRoom: database.poolers * maxClients,
      workers: (used ? jobs : 0) + relays,
      server: 2 * (database.poolers + 1) * poolSize(database) + reservedConnections,
      serverLimit: maxConnections(formatSize(leastMemory(name, declared))),
    };
  });
}

/** Bytes of the smallest member. */
function leastMemory(name: string, { databases, machines }: ClusterSpec): number {
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
