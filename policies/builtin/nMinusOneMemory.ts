import { listed } from "../../components/declaration/text";
import { formatSize } from "../../components/declaration/units";
import { floatingOf, memoryCapacityOf, shortages, withAny } from "../../components/machines/memoryCapacity";
import { namesOf, withRole } from "../../components/machines/plan";
import { roles } from "../../components/machines/spec";
import { sharesMachines, type Unplaceable, unplaceable } from "../../components/machines/wholeTasks";
import type { ServicePlan } from "../../components/swarm/plan";
import type { Policy } from "../policy";

/**
 * After the loss of any one machine, the others need memory for its tasks; otherwise those tasks stay pending until
 * somebody adds a machine. A task is not split: it needs all its memory on one machine. Rollouts are not counted. Tasks that are pinned to the lost machine (a broker, a database
 * member) or run once per machine do not move.
 */
export const nMinusOneMemory: Policy = {
  name: "n-minus-one-memory",
  formerly: ["machine-lost"],
  level: "mandatory",
  only: "production",
  check: ({ declared: { machines }, services }) => {
    const tasksAfterLoss = ({ placement, replicas, maxPerMachine }: ServicePlan) =>
      maxPerMachine === undefined || !("role" in placement)
        ? replicas
        : Math.min(replicas, maxPerMachine * (withRole(machines, placement.role).length - 1));
    // The policy single-point-of-failure reports a role that only one machine has.
    const several = roles.filter((role) => withRole(machines, role).length > 1);
    const floating = floatingOf(services, tasksAfterLoss).filter(({ role }) => several.includes(role));
    const capacity = memoryCapacityOf(services, machines);
    const short = shortages(floating, capacity, 1);
    const together = short.map(({ roles: all, free, needed }) => {
      const names = namesOf(floating.filter(({ role }) => all.includes(role)));
      return (
        `machines.${withAny(capacity, all)[0]?.machine}: if it is lost, the other machines with the role ` +
        `${listed(all)} have ${formatSize(free)} free, ` +
        `but ${formatSize(needed)} are needed for ${names}; add memory or a machine, or reduce the memory of ` +
        "these services."
      );
    });
    const enough = floatingOf(services, ({ replicas }) => replicas).filter(
      ({ role }) => !short.some((shortage) => shortage.roles.includes(role)),
    );
    // The first loss that leaves too little, for services that share machines.
    const found: (Unplaceable & { readonly lost: string })[] = [];
    for (const { machine: lost } of [...capacity].sort((a, b) => b.free - a.free)) {
      const remaining = capacity.filter(({ machine }) => machine !== lost);
      const first = unplaceable(enough, remaining).filter((one) => !sharesMachines(one, found, capacity));
      found.push(...first.map((one) => ({ ...one, lost })));
    }
    const whole = found.map(
      ({ lost, service, reason }) =>
        `machines.${lost}: if it is lost, the other machines with the role "${service.role}" ${reason}; add memory or ` +
        "a machine, or use smaller tasks.",
    );
    return [...together, ...whole];
  },
};
