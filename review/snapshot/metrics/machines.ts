import { bytes } from "../../../components/declaration/units";
import { memoryCapacityOf } from "../../../components/machines/memoryCapacity";
import type { Machines } from "../../../components/machines/spec";
import type { ServicePlan } from "../../../components/swarm/plan";
import type { MachineMetrics, PoolMetrics } from "./schema";

/** Memory of each role that services share, and the extra tasks of rollouts. */
export function poolsOf(services: readonly ServicePlan[], machines: Machines): PoolMetrics[] {
  const free = freeMemoryOf(services, machines);
  const pools = new Map<string, { used: number; surge: number }>();
  for (const { placement, memory, replicas, update } of services) {
    if (!("role" in placement)) continue;
    const pool = pools.get(placement.role) ?? { used: 0, surge: 0 };
    pool.used += bytes(memory) * replicas;
    if (update.order === "start-first") pool.surge += bytes(memory);
    pools.set(placement.role, pool);
  }
  return [...pools].map(([role, pool]) => {
    const capacities = Object.entries(machines).flatMap(([name, { roles }]) =>
      roles.some((one) => one === role) ? [free.get(name) ?? 0] : [],
    );
    return {
      role,
      machines: capacities.length,
      capacity: capacities.reduce((sum, one) => sum + one, 0),
      ...pool,
      largest: Math.max(0, ...capacities),
    };
  });
}

/** All machines with their expected tasks. */
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

/** Bytes of each machine that pinned services leave. */
const freeMemoryOf = (services: readonly ServicePlan[], machines: Machines): ReadonlyMap<string, number> =>
  new Map(memoryCapacityOf(services, machines).map(({ machine, free }) => [machine, Math.max(0, free)]));

/** The expected tasks of one machine. */
export interface Load {
  /** Bytes. */
  memory: number;
  cpus: number;
  readonly tasks: Record<string, number>;
}

/**
 * Places tasks as the engine does: a pinned service on its machine, every other task on the next machine of its role
 * with enough free memory, in turn. The engine spreads a service evenly by the number of tasks; which of two equal
 * machines gets an odd task is not predictable.
 */
export function spread(services: readonly ServicePlan[], machines: Machines): ReadonlyMap<string, Load> {
  const loads = new Map(Object.keys(machines).map((name): [string, Load] => [name, { memory: 0, cpus: 0, tasks: {} }]));
  const free = new Map(Object.entries(machines).map(([name, { memory }]) => [name, bytes(memory)]));
  const place = (name: string, service: ServicePlan, count: number) => {
    const load = loads.get(name);
    if (load === undefined) return;
    const memory = bytes(service.memory) * count;
    load.memory += memory;
    load.cpus += (service.cpus ?? 0) * count;
    load.tasks[service.name] = (load.tasks[service.name] ?? 0) + count;
    free.set(name, (free.get(name) ?? 0) - memory);
  };
  for (const service of services)
    if ("machine" in service.placement) place(service.placement.machine, service, service.replicas);
  const roundRobins = new Map<string, RoundRobin>();
  for (const service of services) {
    if ("machine" in service.placement) continue;
    const { role } = service.placement;
    const roundRobin =
      roundRobins.get(role) ??
      new RoundRobin(Object.keys(machines).filter((name) => machines[name]?.roles.some((one) => one === role)));
    roundRobins.set(role, roundRobin);
    const needed = bytes(service.memory);
    for (let task = 0; task < service.replicas; task++) {
      const name = roundRobin.next((one) => (free.get(one) ?? 0) >= needed);
      if (name !== undefined) place(name, service, 1);
    }
  }
  return loads;
}

/** Names in turn, skipping those that do not qualify. */
export class RoundRobin {
  private position = 0;

  constructor(private readonly names: readonly string[]) {}

  next(qualifies: (name: string) => boolean): string | undefined {
    for (let tried = 0; tried < this.names.length; tried++) {
      const name = this.names[this.position];
      this.position = (this.position + 1) % this.names.length;
      if (name !== undefined && qualifies(name)) return name;
    }
    return undefined;
  }
}
