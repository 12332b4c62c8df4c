import { isDeepStrictEqual } from "node:util";
import { longest, polledSeconds, startSeconds } from "../diff/durationModel";
import type { ServiceChange } from "../diff/services";
import { listOf } from "../phrasing/phrases";
import type { MachineMetrics } from "../snapshot/metrics/schema";
import type { PlannedService } from "../snapshot/schema";
import { names, type Rule, tasksOf } from "./rule";

/**
 * Tasks on machines that are removed or lose a role. Node labels change when `npm run up` begins, and the engine then
 * moves the tasks that no longer fit.
 */
export const movedTasks: Rule = ({ before, after }) => {
  const now = new Map(after.metrics.machines.map((machine) => [machine.name, machine]));
  const remaining = new Set(after.services.map(({ name }) => name));
  return before.metrics.machines.flatMap((machine) => {
    const lostRoles = machine.roles.filter((role) => !now.get(machine.name)?.roles.includes(role));
    const services = before.services.filter(({ name }) => remaining.has(name));
    const moving = lostRoles.length === 0 ? [] : movingTasks(machine, lostRoles, services);
    if (moving.length === 0) return [];
    const meanwhile = moving.map(({ name, here, replicas }) => `${name} has ${replicas - here} of ${replicas} tasks`);
    return [
      {
        class: "rolling",
        what:
          `Tasks on ${machine.name} stop when up begins and start on other machines: until then ` +
          `${meanwhile.join(", ")}.`,
        why: now.has(machine.name)
          ? `machines.${machine.name} loses the role ${lostRoles.join(", ")}.`
          : `${machine.name} is no longer declared.`,
        seconds: polledSeconds(Math.max(...moving.map(({ start }) => start))),
        rollback: "Revert: new tasks may run there again. Moved tasks stay where they are.",
        services: moving.map(({ name }) => name),
      },
    ];
  });
};

/** Services whose tasks may run on other machines than before. A volume does not follow its task. */
export const placed: Rule = ({ services }) => {
  const found = services.filter(
    (one) => one.operation === "placed" && one.before?.replicas === one.after?.replicas && !isMovedRepository(one),
  );
  // The retention rule reports a repository of backups that moves.
  const withData = found.filter(({ after }) => (after?.volumes ?? []).length > 0 && after?.image !== "backup");
  const others = found.filter((one) => !withData.includes(one));
  const why = "Their placement changes.";
  return [
    ...(withData.length === 0
      ? []
      : [
          {
            class: "data" as const,
            summary: `${listOf(names(withData))} may start elsewhere, without data`,
            what:
              `${listOf(names(withData))} may run on other machines. A volume stays on its machine: a task that starts ` +
              "on another one has no data.",
            why,
            rollback: "Revert: tasks that moved return to their volumes.",
            services: names(withData),
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            class: "rolling" as const,
            what: `${tasksOf(others)} may run on other machines: the engine moves those that no longer fit.`,
            why,
            seconds: polledSeconds(
              longest(
                others.map(({ after }) => after),
                startSeconds,
              ),
            ),
            rollback: "Revert: new tasks may run there again. Moved tasks stay where they are.",
            services: names(others),
          },
        ]),
  ];
};

/** Backups on another machine, which `retention` describes. */
const isMovedRepository = ({ before, after }: ServiceChange): boolean =>
  after?.image === "backup" &&
  (after.volumes ?? []).length > 0 &&
  !isDeepStrictEqual(before?.placement, after.placement);

interface MovingTasks {
  readonly name: string;
  /** Tasks expected on the machine. */
  readonly here: number;
  readonly replicas: number;
  readonly start: number;
}

/** The services with tasks on a machine where they may no longer run. */
function movingTasks(
  machine: MachineMetrics,
  lostRoles: readonly string[],
  services: readonly PlannedService[],
): MovingTasks[] {
  return services.flatMap((service) => {
    const here = machine.tasks[service.name] ?? 0;
    return here > 0 && "role" in service.placement && lostRoles.includes(service.placement.role)
      ? [{ name: service.name, here, replicas: service.replicas, start: startSeconds(service) }]
      : [];
  });
}
