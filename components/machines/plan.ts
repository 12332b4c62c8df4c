import type { Problems } from "../declaration/problems";
import { listed } from "../declaration/text";
import { bytes, formatSize } from "../declaration/units";
import { type ServicePlan, surgeOf } from "../swarm/plan";
import { type Floating, floatingOf, type MemoryCapacity, memoryCapacityOf, shortages, withAny } from "./memoryCapacity";
import type { Machines, Role } from "./spec";
import { unplaceable } from "./wholeTasks";

/** Names of the machines with a role. */
export function withRole(machines: Machines, role: Role): string[] {
  return Object.entries(machines).flatMap(([name, machine]) => (machine.roles.includes(role) ? [name] : []));
}

/** Rejects a pinned service whose machine is not declared or lacks the role. */
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
      problems.add(`${field} names the machine ${name}, which is not declared; declare it or use another machine.`);
    else
      problems.when(
        !machine.roles.includes(role),
        `${field} names ${name}, whose roles lack "${role}"; add the role or use another machine.`,
      );
  }
}

/**
 * Rejects services that need more memory or cores than their machines have, or a role that no machine has. Pinned
 * services use the memory of their machine; the others share the remaining memory of the machines with their role. A
 * rollout needs memory too: for one more task of each service that starts a new task first.
 */
export function checkFit(services: readonly ServicePlan[], machines: Machines, problems: Problems): void {
  const capacities = memoryCapacityOf(services, machines);
  for (const { machine, free } of capacities.filter((capacity) => capacity.free < 0)) {
    const memory = machines[machine]?.memory ?? "0 KiB";
    const pinned = services.filter(({ placement }) => "machine" in placement && placement.machine === machine);
    problems.add(
      `machines.${machine}.memory is "${memory}", but ${namesOf(pinned)} need ${formatSize(bytes(memory) - free)}; ` +
        "move one of them to another machine, or lower their memory.",
    );
  }
  const floating = floatingOf(services, (service) => service.replicas + surgeOf(service));
  const missing = [...new Set(floating.map((one) => one.role))].filter((role) => withRole(machines, role).length === 0);
  for (const role of missing) {
    problems.add(
      `machines has no machine with the role "${role}" for ` +
        `${namesOf(floating.filter((one) => one.role === role))}; add the role to a machine.`,
    );
  }
  checkCores(services, machines, problems);
  checkMemory(
    floating.filter(({ role }) => !missing.includes(role)),
    capacities,
    problems,
  );
}

/**
 * Rejects a CPU limit above the cores of a machine on which the service may run: Docker does not start such a
 * container.
 */
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
      `A task of ${name} may use ${cpus} CPUs, but ${namesOf(small)} ${small.length === 1 ? "has" : "have"} fewer ` +
        "cores; " +
        `use cpus of ${cores} or less, or machines with more cores.`,
    );
  }
}

/**
 * Rejects services that need more memory than the machines of their roles have together, a task that fits on none of
 * them, and services of which a task may find no machine.
 */
function checkMemory(floating: readonly Floating[], capacities: readonly MemoryCapacity[], problems: Problems): void {
  const short = shortages(floating, capacities);
  const largest = new Map(
    [...new Set(floating.map(({ role }) => role))].map((role) => [role, withAny(capacities, [role])[0]?.free ?? 0]),
  );
  for (const { roles, free, needed } of short) {
    problems.add(
      `machines with the role ${listed(roles)} have ${formatSize(free)} free, but ` +
        `${namesOf(floating.filter(({ role }) => roles.includes(role)))} need ${formatSize(needed)} ` +
        "(including the extra task of a rollout); add machines or memory, or lower the memory of the services.",
    );
  }
  const enough = floating.filter((one) => !short.some(({ roles }) => roles.includes(one.role)));
  for (const { name, role, task } of enough) {
    const most = largest.get(role) ?? 0;
    problems.when(
      task > most,
      `A task of ${name} needs ${formatSize(task)}, but no machine with the role "${role}" has more than ` +
        `${formatSize(most)} free; ` +
        "use a larger machine, or more but smaller tasks.",
    );
  }
  const fitting = enough.filter(({ role, task }) => task <= (largest.get(role) ?? 0));
  for (const { service, reason } of unplaceable(fitting, capacities)) {
    problems.add(
      `machines with the role "${service.role}" ${reason} (including the extra task of a rollout); add machines or ` +
        "memory, or use smaller tasks.",
    );
  }
}

/** The names of services, shortened if there are more than four. */
export function namesOf(services: readonly { readonly name: string }[]): string {
  const names = services.map(({ name }) => name);
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
