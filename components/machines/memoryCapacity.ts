import { bytes } from "../declaration/units";
import type { ServicePlan } from "../swarm/plan";
import type { Machines, Role } from "./spec";

/**
 * The memory of a machine that its pinned services leave, in bytes. Negative if they need more than the machine has.
 */
export interface MemoryCapacity {
  readonly machine: string;
  readonly roles: readonly Role[];
  readonly free: number;
  /** Tasks of the pinned services. @default 0 */
  readonly pinned?: number;
}

/** A set of roles whose machines have too little memory for their floating services. */
export interface Shortage {
  readonly roles: readonly Role[];
  /** Bytes. */
  readonly free: number;
  readonly needed: number;
}

/** A service that may run on any machine with a role, and the bytes that its tasks need. */
export interface Floating {
  readonly name: string;
  readonly role: Role;
  readonly needed: number;
  /** Bytes of one task. */
  readonly task: number;
  /** Whether each machine of the role needs memory for a task of the service. @default false */
  readonly onEach?: boolean;
}

/** The memory of each machine that its pinned services leave. */
export function memoryCapacityOf(services: readonly ServicePlan[], machines: Machines): MemoryCapacity[] {
  const [pinned, tasks] = [new Map<string, number>(), new Map<string, number>()];
  for (const { placement, memory, replicas } of services) {
    if (!("machine" in placement)) continue;
    pinned.set(placement.machine, (pinned.get(placement.machine) ?? 0) + bytes(memory) * replicas);
    tasks.set(placement.machine, (tasks.get(placement.machine) ?? 0) + replicas);
  }
  return Object.entries(machines).map(([machine, { roles, memory }]) => ({
    machine,
    roles,
    free: bytes(memory) - (pinned.get(machine) ?? 0),
    pinned: tasks.get(machine) ?? 0,
  }));
}

/** The services that are not pinned to a machine. `tasks` returns the number of tasks of a service. */
export function floatingOf(services: readonly ServicePlan[], tasks: (service: ServicePlan) => number): Floating[] {
  return services.flatMap((service) => {
    if (!("role" in service.placement)) return [];
    const task = bytes(service.memory);
    return [
      {
        name: service.name,
        role: service.placement.role,
        needed: task * tasks(service),
        task,
        onEach: service.maxPerMachine !== undefined,
      },
    ];
  });
}

/**
 * The sets of roles whose machines have too little memory for their floating services, small sets first. A machine with
 * two roles serves both, so sets of roles are checked too: the machines with the role cache or worker must hold the
 * services of both roles. Memory is added up over machines as if a task could be split, so a shortage that is found
 * here exists in every placement. `unplaceable` finds the others.
 * @param lost number of machines that are lost of each set of roles; the machines with the most free memory are assumed
 */
export function shortages(floating: readonly Floating[], capacities: readonly MemoryCapacity[], lost = 0): Shortage[] {
  const found: Shortage[] = [];
  for (const roles of subsets([...new Set(floating.map(({ role }) => role))])) {
    if (found.some((one) => one.roles.every((role) => roles.includes(role)))) continue;
    const needed = floating.reduce((sum, one) => sum + (roles.includes(one.role) ? one.needed : 0), 0);
    const free = withAny(capacities, roles)
      .slice(lost)
      .reduce((sum, one) => sum + Math.max(0, one.free), 0);
    if (needed > free) found.push({ roles, free, needed });
  }
  return found;
}

/** Machines with any of the roles, those with the most free memory first. */
export function withAny(capacities: readonly MemoryCapacity[], roles: readonly Role[]): MemoryCapacity[] {
  return capacities
    .filter((capacity) => capacity.roles.some((role) => roles.includes(role)))
    .sort((a, b) => b.free - a.free);
}

/** Every non-empty subset, small ones first: at most 511 of the nine roles. */
function subsets<T>(items: readonly T[]): T[][] {
  const all = items.reduce<T[][]>((sets, item) => sets.concat(sets.map((set) => [...set, item])), [[]]);
  return all.filter((set) => set.length > 0).sort((a, b) => a.length - b.length);
}
