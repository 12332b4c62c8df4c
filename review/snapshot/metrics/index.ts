import type { Subject } from "../../../policies/policy";
import { cacheOf, queueOf, tiersOf, workersOf } from "./application";
import { connectionsOf, databasesOf, disksOf, writesOf } from "./databases";
import { machinesOf, poolsOf } from "./machines";
import type { Metrics } from "./schema";

/** The capacity metrics of a planned cluster. */
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
