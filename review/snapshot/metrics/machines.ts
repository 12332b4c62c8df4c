import { bytes } from "../../../components/declaration/units";
import { memoryCapacityOf } from "../../../components/machines/memoryCapacity";
import type { Machines } from "../../../components/machines/spec";
import type { ServicePlan } from "../../../components/swarm/plan";
import type { MachineMetrics, PoolMetrics } from "./schema";
import { spread } from "./spread";

/** Memory of each role that services share, with the extra tasks of rollouts apart. */
export function poolsOf(services: readonly ServicePlan[], machines: Machines): PoolMetrics[] {
  const free = freeOf(services, machines);
  const pools = new Map<string, { taken: number; surge: number }>();
  for (const { placement, memory, replicas, update } of services) {
    if (!("role" in placement)) continue;
    const pool = pools.get(placement.role) ?? { taken: 0, surge: 0 };
    pool.taken += bytes(memory) * replicas;
    if (update.order === "start-first") pool.surge += bytes(memory);
    pools.set(placement.role, pool);
  }
  return [...pools].map(([role, pool]) => {
    const rooms = Object.entries(machines).flatMap(([name, { roles }]) =>
      roles.some((one) => one === role) ? [free.get(name) ?? 0] : [],
    );
    return {
      role,
      machines: rooms.length,
      room: rooms.reduce((sum, one) => sum + one, 0),
      ...pool,
      largest: Math.max(0, ...rooms),
    };
  });
}

/** Every machine, with what is expected on it. */
export function machinesOf(services: readonly ServicePlan[], machines: Machines): MachineMetrics[] {
  const loads = spread(services, machines);
  return Object.entries(machines).map(([name, { roles, cores, memory }]) => {
    const load = loads.get(name);
    return {
      name,
      roles: [...roles],
      cores,
      memory: bytes(memory),
      committed: load?.memory ?? 0,
      cpus: load?.cpus ?? 0,
      tasks: load?.tasks ?? {},
    };
  });
}

/** Bytes that pinned services leave on each machine. */
const freeOf = (services: readonly ServicePlan[], machines: Machines): ReadonlyMap<string, number> =>
  new Map(memoryCapacityOf(services, machines).map(({ machine, free }) => [machine, Math.max(0, free)]));
