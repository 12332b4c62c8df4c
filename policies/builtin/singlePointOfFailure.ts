import { withRole } from "../../components/machines/plan";
import type { Role } from "../../components/machines/spec";
import type { Policy } from "../policy";

/** What is so while the one machine with a role is away. Databases have policies of their own, and caches have `cache-lost`. */
const away: readonly (readonly [Role, string])[] = [
  ["edge", "nobody reaches the site"],
  ["router", "nobody reaches the site"],
  ["web", "no page is served"],
  ["worker", "no job is done, and the queue fills"],
];

/** No machine may be the only one for what the site cannot do without. */
export const singlePointOfFailure: Policy = {
  name: "one-machine",
  level: "mandatory",
  only: "production",
  check: ({ declared: { machines, queue, etcd } }) => [
    ...away.flatMap(([role, effect]) => {
      const carriers = withRole(machines, role);
      if (carriers.length !== 1) return [];
      return [
        `machines.${carriers.join()} is the only one with the role "${role}", and 2 are needed: while it is away, ${effect}. ` +
          "Give the role to another machine.",
      ];
    }),
    ...alone("queue.brokers", queue.brokers, "events are refused, and its disk has the only copy of the jobs"),
    ...alone("etcd.machines", etcd.machines, "no database fails over"),
  ],
};

function alone(field: string, machines: readonly string[], effect: string): string[] {
  if (machines.length !== 1) return [];
  return [`${field} has 1 machine (${machines.join()}), and needs 3: while it is away, ${effect}. Name two more.`];
}
