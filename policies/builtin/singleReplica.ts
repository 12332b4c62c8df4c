import type { Policy } from "../policy";

/** A task may crash: until the engine has started another one, a second one should serve. The queue bridges the time without a worker. */
export const singleReplica: Policy = {
  name: "one-task",
  level: "advisory",
  only: "production",
  check: ({ declared: { loadBalancer, web, databases }, plan }) => {
    const tiers = Object.entries(web);
    return [
      ...alone("loadBalancer.routers", loadBalancer.routers, "nobody reaches the site"),
      // A tier is no single point beside another one.
      ...tiers.flatMap(([name, { instances }]) =>
        tiers.length > 1 ? [] : alone(`web.${name}.instances`, instances, "no page is served"),
      ),
      ...plan.application.databases.flatMap((name) =>
        alone(`databases.${name}.poolers`, databases[name]?.poolers, `no request gets a connection to ${name}`),
      ),
    ];
  },
};

function alone(field: string, tasks: number | undefined, effect: string): string[] {
  return tasks === 1
    ? [`${field} is 1; use 2 or more: when it crashes, ${effect} until the engine has started another.`]
    : [];
}
