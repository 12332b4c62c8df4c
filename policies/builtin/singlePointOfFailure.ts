import { withRole } from "../../components/machines/plan";
import type { Role } from "../../components/machines/spec";
import type { Policy } from "../policy";

/**
 * The effect of losing the only machine with a role. Databases have policies of their own, and caches have
 * `cache-loss-load`.
 */
const effects: readonly (readonly [Role, string])[] = [
  ["edge", "the site is unreachable"],
  ["router", "the site is unreachable"],
  ["web", "no page is served"],
  ["worker", "no job is done, and the queue fills"],
];

/** No machine may be the only one for a service that the site needs. */
export const singlePointOfFailure: Policy = {
  name: "single-point-of-failure",
  formerly: ["one-machine"],
  level: "mandatory",
  only: "production",
  check: ({ declared: { machines, queue, etcd } }) => [
    ...effects.flatMap(([role, effect]) => {
      const [only, ...others] = withRole(machines, role);
      if (only === undefined || others.length > 0) return [];
      return [
        `machines.${only} is the only machine with the role "${role}"; production needs 2. While it is down, ` +
          `${effect}. ` +
          "Give the role to another machine.",
      ];
    }),
    ...onlyMember("queue.brokers", queue.brokers, "events are refused, and its disk has the only copy of the jobs"),
    ...onlyMember("etcd.machines", etcd.machines, "no database fails over"),
  ],
};

function onlyMember(field: string, machines: readonly string[], effect: string): string[] {
  if (machines.length !== 1) return [];
  return [
    `${field} has 1 machine (${machines.join()}); production needs 3. While it is down, ${effect}. Name two more.`,
  ];
}
