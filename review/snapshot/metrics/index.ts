import type { Subject } from "../../../policies/policy";
import { cacheOf } from "./cache";
import { connectionsOf, databasesOf } from "./databases";
import { disksOf } from "./disks";
import { machinesOf, poolsOf } from "./machines";
import { queueOf, writesOf } from "./queue";
import type { Metrics } from "./schema";
import { tiersOf, workersOf } from "./tiers";

/** Everything that a reviewer wants to know of a planned cluster in numbers. */
export function metricsOf(subject: Subject): Metrics {
  const { declared, services } = subject;
  const writes = writesOf(subject);
  return {
    traffic: { ...declared.traffic },
    tiers: tiersOf(subject),
    workers: workersOf(subject),
    queue: queueOf(subject),
    ...(writes === undefined ? {} : { writes }),
    cache: cacheOf(subject),
    databases: databasesOf(subject),
    connections: connectionsOf(subject),
    disks: disksOf(subject),
    machines: machinesOf(services, declared.machines),
    pools: poolsOf(services, declared.machines),
  };
}
