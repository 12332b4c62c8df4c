import type { Policy } from "../policy";

/**
 * A crashed task is down until the engine starts another; a second task serves meanwhile. Workers need none, since the
 * queue holds the jobs.
 */
export const singleReplica: Policy = {
  name: "single-replica",
  formerly: ["one-task"],
  level: "advisory",
  only: "production",
  check: ({ declared: { loadBalancer, web, databases }, plan }) => {
    const tiers = Object.entries(web);
    return [
      ...single("loadBalancer.routers", loadBalancer.routers, "the site is unreachable"),
      // If there are two tiers, one serves while the other has no task.
      ...tiers.flatMap(([name, { instances }]) =>
        tiers.length > 1 ? [] : single(`web.${name}.instances`, instances, "no page is served"),
      ),
      ...plan.application.databases.flatMap((name) =>
        single(`databases.${name}.poolers`, databases[name]?.poolers, `no request gets a connection to ${name}`),
      ),
    ];
  },
};

function single(field: string, tasks: number | undefined, effect: string): string[] {
  return tasks === 1 ? [`${field} is 1; use 2 or more: after a crash, ${effect} until the engine starts another.`] : [];
}
