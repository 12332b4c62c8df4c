import { listed } from "../../components/declaration/text";
import { formatSize } from "../../components/declaration/units";
import { floatingOf, memoryCapacityOf, shortages, withAny } from "../../components/machines/memoryCapacity";
import { namesOf, withRole } from "../../components/machines/plan";
import { roles } from "../../components/machines/spec";
import type { ServicePlan } from "../../components/swarm/plan";
import type { Policy } from "../policy";

/**
 * With any one machine lost, what floats must find memory on the others: tasks without a place stay away until somebody adds a machine. No
 * rollout is allowed for, since nobody begins one then. What is pinned to the machine (a broker, a database's member) is away with it, as is
 * what runs once on each.
 */
export const nMinusOneMemory: Policy = {
  name: "machine-lost",
  level: "mandatory",
  only: "production",
  check: ({ declared: { machines }, services }) => {
    const left = ({ placement, replicas, maxPerMachine }: ServicePlan) =>
      maxPerMachine === undefined || !("role" in placement)
        ? replicas
        : Math.min(replicas, maxPerMachine * (withRole(machines, placement.role).length - 1));
    // A role that only one machine has is the policy one-machine's.
    const several = roles.filter((role) => withRole(machines, role).length > 1);
    const floating = floatingOf(services, left).filter(({ role }) => several.includes(role));
    const rooms = memoryCapacityOf(services, machines);
    return shortages(floating, rooms, 1).map(({ roles: short, free, needed }) => {
      const names = namesOf(floating.filter(({ role }) => short.includes(role)));
      return (
        `machines.${withAny(rooms, short)[0]?.machine}: with it lost, the other machines with the role ${listed(short)} have ${formatSize(free)} free, ` +
        `but ${formatSize(needed)} are needed for ${names}; add memory or a machine, or lower theirs.`
      );
    });
  },
};
