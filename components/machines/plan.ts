import type { Problems } from "../plan/problems";
import { bytes, formatSize } from "../plan/units";
import type { ServicePlan } from "../swarm/plan";
import type { Machines, Role } from "./declaration";

/** Machines with a role, by name. */
export function withRole(machines: Machines, role: Role): string[] {
  return Object.entries(machines).flatMap(([name, machine]) => (machine.roles.includes(role) ? [name] : []));
}

/** Refuses a stateful service on a machine that is not declared, or that does not have the role. */
export function checkPinned(field: string, names: readonly string[], role: Role, machines: Machines, problems: Problems): void {
  for (const name of names) {
    const machine = Object.hasOwn(machines, name) ? machines[name] : undefined;
    if (machine === undefined) problems.add(`${field} names the machine ${name}, which machines does not declare; declare it or use another.`);
    else problems.when(!machine.roles.includes(role), `${field} names ${name}, whose roles lack "${role}"; add the role or use another machine.`);
  }
}

/**
 * Refuses services that have no machine to run on, or more memory than their machines have. Pinned services count on their machine;
 * the others share what is left on all machines of their role. Rollouts need room as well: one task more of each service that starts
 * first.
 */
export function checkFit(services: readonly ServicePlan[], machines: Machines, problems: Problems): void {
  const free = new Map(Object.entries(machines).map(([name, { memory }]) => [name, bytes(memory)]));
  for (const [name, machine] of Object.entries(machines)) {
    const pinned = services.filter(({ placement }) => "machine" in placement && placement.machine === name);
    const taken = memoryOf(pinned);
    free.set(name, bytes(machine.memory) - taken);
    problems.when(
      taken > bytes(machine.memory),
      `machines.${name}.memory is "${machine.memory}", but ${namesOf(pinned)} need ${formatSize(taken)}; ` +
        "move one to another machine or lower their memory.",
    );
  }
  const usedRoles = new Set(services.flatMap(({ placement }) => ("role" in placement ? [placement.role] : [])));
  for (const role of usedRoles) {
    const floating = services.filter(({ placement }) => "role" in placement && placement.role === role);
    const carriers = Object.entries(machines).filter(([, machine]) => machine.roles.some((one) => one === role));
    if (carriers.length === 0) {
      problems.add(`machines has none with the role "${role}" for ${namesOf(floating)}; give the role to a machine.`);
      continue;
    }
    const room = carriers.reduce((sum, [name]) => sum + Math.max(0, free.get(name) ?? 0), 0);
    const needed = memoryOf(floating);
    problems.when(
      needed > room,
      `machines with the role "${role}" have ${formatSize(room)} free, but ${namesOf(floating)} need ${formatSize(needed)} ` +
        "(a rollout's extra task included); add memory or machines, or lower theirs.",
    );
  }
}

function memoryOf(services: readonly ServicePlan[]): number {
  return services.reduce((sum, { memory, replicas, update }) => sum + bytes(memory) * (replicas + (update.order === "start-first" ? 1 : 0)), 0);
}

function namesOf(services: readonly ServicePlan[]): string {
  const names = services.map(({ name }) => name);
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
