import { looked, startSeconds } from "../diff/durationModel";
import type { MachineMetrics } from "../snapshot/metrics/schema";
import type { PlannedService } from "../snapshot/schema";
import type { Rule } from "./rule";

/** Machines that go, or lose a role: the labels of their nodes follow when `npm run up` begins, and the engine moves what no longer may run there. */
export const machines: Rule = ({ before, after }) => {
  const now = new Map(after.figures.machines.map((machine) => [machine.name, machine]));
  const stay = new Set(after.services.map(({ name }) => name));
  return before.figures.machines.flatMap((machine) => {
    const lost = machine.roles.filter((role) => !now.get(machine.name)?.roles.includes(role));
    const moving =
      lost.length === 0
        ? []
        : movable(
            machine,
            lost,
            before.services.filter(({ name }) => stay.has(name)),
          );
    if (moving.length === 0) return [];
    const meanwhile = moving.map(({ name, here, replicas }) => `${name} has ${replicas - here} of ${replicas} tasks`);
    return [
      {
        class: "rolling",
        what: `What runs on ${machine.name} stops when up begins, and starts on other machines: until then ${meanwhile.join(", ")}.`,
        why: now.has(machine.name)
          ? `machines.${machine.name} loses the role ${lost.join(", ")}.`
          : `${machine.name} is no longer declared.`,
        seconds: looked(Math.max(...moving.map(({ start }) => start))),
        back: "Revert: tasks that start later may run there again; those that moved stay where they are.",
        services: moving.map(({ name }) => name),
      },
    ];
  });
};

interface Moving {
  readonly name: string;
  /** Tasks expected on the machine. */
  readonly here: number;
  readonly replicas: number;
  readonly start: number;
}

/** Of these services those with tasks expected on a machine where they may no longer run. */
function movable(machine: MachineMetrics, lost: readonly string[], services: readonly PlannedService[]): Moving[] {
  return services.flatMap((service) => {
    const here = machine.tasks[service.name] ?? 0;
    return here > 0 && "role" in service.placement && lost.includes(service.placement.role)
      ? [{ name: service.name, here, replicas: service.replicas, start: startSeconds(service) }]
      : [];
  });
}
