import { bytes } from "../declaration/units";
import type { ServicePlan } from "../swarm/plan";
import type { Machines, Role } from "./spec";

/** Memory of a machine that pinned services leave, in bytes; less than nothing where they need more than there is. */
export interface MemoryCapacity {
  readonly machine: string;
  readonly roles: readonly Role[];
  readonly free: number;
}

/** Machines with any of these roles cannot hold all that floats between them. */
export interface Shortage {
  readonly roles: readonly Role[];
  /** Bytes. */
  readonly free: number;
  readonly needed: number;
}

/** A service that may run on any machine of a role, and the bytes that its tasks need. */
export interface Floating {
  readonly name: string;
  readonly role: Role;
  readonly needed: number;
  /** Bytes of one task. */
  readonly task: number;
}

/** What each machine has left beside the services that are pinned to it. */
export function memoryCapacityOf(services: readonly ServicePlan[], machines: Machines): MemoryCapacity[] {
  const pinned = new Map<string, number>();
  for (const { placement, memory, replicas } of services) {
    if ("machine" in placement)
      pinned.set(placement.machine, (pinned.get(placement.machine) ?? 0) + bytes(memory) * replicas);
  }
  return Object.entries(machines).map(([machine, { roles, memory }]) => ({
    machine,
    roles,
    free: bytes(memory) - (pinned.get(machine) ?? 0),
  }));
}

/** Services that float, with so many tasks of each as `tasks` says. */
export function floatingOf(services: readonly ServicePlan[], tasks: (service: ServicePlan) => number): Floating[] {
  return services.flatMap((service) => {
    if (!("role" in service.placement)) return [];
    const task = bytes(service.memory);
    return [{ name: service.name, role: service.placement.role, needed: task * tasks(service), task }];
  });
}

/**
 * Roles whose machines are too small for what floats between them, fewest roles first. A machine with two roles serves both, so the roles are
 * taken together as well: what cache and worker need must fit the machines that have either. Memory is summed over machines, as if a task could
 * be split: whatever is short here is short in any placement.
 * @param lost the machines with the most room are away, so many of each set of roles
 */
export function shortages(floating: readonly Floating[], rooms: readonly MemoryCapacity[], lost = 0): Shortage[] {
  const found: Shortage[] = [];
  for (const roles of subsets([...new Set(floating.map(({ role }) => role))])) {
    if (found.some((one) => one.roles.every((role) => roles.includes(role)))) continue;
    const needed = floating.reduce((sum, one) => sum + (roles.includes(one.role) ? one.needed : 0), 0);
    const free = withAny(rooms, roles)
      .slice(lost)
      .reduce((sum, one) => sum + Math.max(0, one.free), 0);
    if (needed > free) found.push({ roles, free, needed });
  }
  return found;
}

/** Machines with any of the roles, the one with the most room first. */
export function withAny(rooms: readonly MemoryCapacity[], roles: readonly Role[]): MemoryCapacity[] {
  return rooms.filter((room) => room.roles.some((role) => roles.includes(role))).sort((a, b) => b.free - a.free);
}

/** Every subset but the empty one, the smaller ones first: 255 of the eight roles. */
function subsets<T>(items: readonly T[]): T[][] {
  const all = items.reduce<T[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);
  return all.filter((set) => set.length > 0).sort((a, b) => a.length - b.length);
}
