import type { Problems } from "../declaration/problems";
import type { Size } from "../declaration/units";
import { checkPinned } from "../machines/plan";
import type { Machines } from "../machines/spec";
import { leaderConnections, poolSize } from "./pgbouncer";
import { maxConnections, reservedConnections } from "./settings";
import type { DatabaseSpec } from "./spec";

/** Names with another meaning in PostgreSQL's hba file, in PostgreSQL itself, or in PgBouncer. */
const takenNames = [
  "all",
  "pg",
  "pgbouncer",
  "postgres",
  "replication",
  "samegroup",
  "samerole",
  "sameuser",
  "template0",
  "template1",
];

/** @param memory of the smallest member */
export function checkDatabase(
  name: string,
  declared: DatabaseSpec,
  memory: Size,
  machines: Machines,
  problems: Problems,
): void {
  const field = `databases.${name}`;
  const { primary, replicas, connections, poolers } = declared;
  problems.when(
    takenNames.includes(name) || name.startsWith("pg-"),
    `${field} has a name that PostgreSQL or PgBouncer reserves; use another name.`,
  );
  checkPinned(`${field}.primary`, [primary], "database", machines, problems);
  checkPinned(`${field}.replicas`, replicas, "database", machines, problems);
  problems.when(replicas.includes(primary), `${field}.replicas names ${primary}, which is the primary; name it once.`);
  problems.when(
    declared.synchronous && replicas.length === 0,
    `${field}.synchronous is true, but there is no replica to acknowledge a write; add a replica or use false.`,
  );
  problems.when(
    declared.synchronous && declared.asynchronousBecause !== undefined,
    `${field}.asynchronousBecause gives a reason, but synchronous is true; remove one of them.`,
  );
  problems.when(
    poolSize(declared) < 2,
    `${field}.connections is ${connections} for ${poolers} poolers; use ${2 * poolers} or more, two for each pooler.`,
  );
  checkConnections(field, declared, memory, problems);
  for (const machine of new Set([primary, ...replicas])) {
    const known = Object.hasOwn(machines, machine) ? machines[machine] : undefined;
    problems.when(
      known !== undefined && known.disk === undefined,
      `machines.${machine}.disk is missing, but ${field} has a member there; declare the disk's throughput and IOPS.`,
    );
  }
}

function checkConnections(field: string, declared: DatabaseSpec, memory: Size, problems: Problems): void {
  const { connections, poolers } = declared;
  const [worst, accepted] = [leaderConnections(declared), maxConnections(memory)];
  if (worst <= accepted) return;
  const most = Math.floor((accepted - reservedConnections) / (2 * (poolers + 1)));
  const fewer = most < 2 ? "use fewer poolers" : `use at most ${most * poolers} connections`;
  const larger = `${4 * worst} MiB` as const;
  problems.add(
    `${field}.connections is ${connections}: in a rollout, ${poolers + 1} poolers may open ` +
      `${worst - reservedConnections} connections ` +
      `to the leader for writes and reads, and ${reservedConnections} are reserved, but a member of ${memory} ` +
      `accepts ${accepted}; ` +
      `${fewer}${maxConnections(larger) < worst ? "" : `, or more memory: "${larger}"`}.`,
  );
}
