import type { Problems } from "../declaration/problems";
import { listed } from "../declaration/text";
import { bytes, formatSize } from "../declaration/units";
import type { ServicePlan } from "../swarm/plan";
import { type Floating, floatingOf, type MemoryCapacity, memoryCapacityOf, shortages, withAny } from "./memoryCapacity";
import type { Machines, Role } from "./spec";

/** Machines with a role, by name. */
export function withRole(machines: Machines, role: Role): string[] {
  return Object.entries(machines).flatMap(([name, machine]) => (machine.roles.includes(role) ? [name] : []));
}

/** Refuses a stateful service on a machine that is not declared, or that does not have the role. */
export function checkPinned(
  field: string,
  names: readonly string[],
  role: Role,
  machines: Machines,
  problems: Problems,
): void {
  for (const name of names) {
    const machine = Object.hasOwn(machines, name) ? machines[name] : undefined;
    if (machine === undefined)
      problems.add(`${field} names the machine ${name}, which machines does not declare; declare it or use another.`);
    else
      problems.when(
        !machine.roles.includes(role),
        `${field} names ${name}, whose roles lack "${role}"; add the role or use another machine.`,
      );
  }
}

/**
 * Refuses services that have no machine to run on, or more memory than their machines have. Pinned services count on their machine; the
 * others share what is left on the machines of their roles. Rollouts need room as well: one task more of each service that starts first.
 */
export function checkFit(services: readonly ServicePlan[], machines: Machines, problems: Problems): void {
  const rooms = memoryCapacityOf(services, machines);
  for (const { machine, free } of rooms.filter((room) => room.free < 0)) {
    const memory = machines[machine]?.memory ?? "0 KiB";
    const pinned = services.filter(({ placement }) => "machine" in placement && placement.machine === machine);
    problems.add(
      `machines.${machine}.memory is "${memory}", but ${namesOf(pinned)} need ${formatSize(bytes(memory) - free)}; ` +
        "move one to another machine or lower their memory.",
    );
  }
  const floating = floatingOf(services, ({ replicas, update }) => replicas + (update.order === "start-first" ? 1 : 0));
  const missing = [...new Set(floating.map((one) => one.role))].filter((role) => withRole(machines, role).length === 0);
  for (const role of missing) {
    problems.add(
      `machines has none with the role "${role}" for ${namesOf(floating.filter((one) => one.role === role))}; give the role to a machine.`,
    );
  }
  checkCores(services, machines, problems);
  checkRoom(
    floating.filter(({ role }) => !missing.includes(role)),
    rooms,
    problems,
  );
}

/** Rejects a CPU limit above the cores of a machine on which the service may run: Docker does not start such a container. */
function checkCores(services: readonly ServicePlan[], machines: Machines, problems: Problems): void {
  for (const { name, cpus, placement } of services) {
    if (cpus === undefined) continue;
    const small = Object.entries(machines)
      .map(([machine, { roles, cores }]) => ({ name: machine, roles, cores }))
      .filter((one) => ("machine" in placement ? one.name === placement.machine : one.roles.includes(placement.role)))
      .filter(({ cores }) => cores < cpus);
    const cores = Math.min(...small.map((machine) => machine.cores));
    problems.when(
      small.length > 0,
      `A task of ${name} may use ${cpus} CPUs, but ${namesOf(small)} ${small.length === 1 ? "has" : "have"} fewer cores; ` +
        `use cpus of ${cores} or less, or machines with more cores.`,
    );
  }
}

/** Refuses more memory than machines with a role, or with one of several, have together; and a task that is larger than any of them has. */
function checkRoom(floating: readonly Floating[], rooms: readonly MemoryCapacity[], problems: Problems): void {
  const short = shortages(floating, rooms);
  const largest = new Map(
    [...new Set(floating.map(({ role }) => role))].map((role) => [role, withAny(rooms, [role])[0]?.free ?? 0]),
  );
  for (const { roles, free, needed } of short) {
    problems.add(
      `machines with the role ${listed(roles)} have ${formatSize(free)} free, but ${namesOf(floating.filter(({ role }) => roles.includes(role)))} need ${formatSize(needed)} ` +
        "(a rollout's extra task included); add memory or machines, or lower theirs.",
    );
  }
  for (const { name, role, task } of floating.filter((one) => !short.some(({ roles }) => roles.includes(one.role)))) {
    const most = largest.get(role) ?? 0;
    problems.when(
      task > most,
      `A task of ${name} needs ${formatSize(task)}, but no machine with the role "${role}" has more than ${formatSize(most)} free; ` +
        "use a larger machine, or more and smaller tasks.",
    );
  }
}

export function namesOf(services: readonly { readonly name: string }[]): string {
  const names = services.map(({ name }) => name);
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
