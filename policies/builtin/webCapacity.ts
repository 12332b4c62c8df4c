import { milliseconds } from "../../components/declaration/units";
import type { LoadBalancerSpec } from "../../components/loadBalancer/spec";
import { withRole } from "../../components/machines/plan";
import { requests } from "../../components/traffic/spec";
import type { WebTierPlan } from "../../components/webTier/plan";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";

/**
 * Until the engine has started the tasks of a lost machine elsewhere, those that are left have to serve the traffic. Places that requests
 * take are requests a second x `traffic.latency` (Little's law); with fewer the routers' queue grows until it refuses.
 */
export const webCapacity: Policy = {
  name: "web-capacity",
  level: "mandatory",
  only: "production",
  check: ({ declared: { machines, traffic, loadBalancer }, plan }) => {
    const { latency } = traffic;
    if (latency === undefined) return [];
    const { shares } = plan.loadBalancer;
    const weights = shares.reduce((sum, { weight }) => sum + weight, 0);
    const weightOf = new Map(shares.map(({ tier, weight }) => [tier, weight]));
    const [webMachines, routerMachines] = [withRole(machines, "web").length, withRole(machines, "router").length];
    return plan.web.flatMap((tier) => {
      const weight = weightOf.get(tier.name) ?? 0;
      const rate = (requests(traffic) * weight) / weights;
      const needed = (rate * milliseconds(latency)) / 1_000;
      const but = `but its ${formatNumber(rate)} requests/s take ${formatNumber(needed)} (traffic.latency "${latency}")`;
      return [
        ...withoutWebMachine(tier, webMachines, needed, but),
        ...withoutRouterMachine(tier, loadBalancer, routerMachines, needed, but),
      ];
    });
  },
};

/** How many of `tasks` are left when the fullest of `machines` is lost, spread as evenly as can be. */
const leftOf = (tasks: number, machines: number) => tasks - Math.ceil(tasks / machines);

function withoutWebMachine(
  { name, instances, concurrency }: WebTierPlan,
  machines: number,
  needed: number,
  but: string,
): string[] {
  const left = leftOf(instances, machines);
  // The one machine of a role is the policy one-machine's, here and below.
  if (machines < 2 || left * concurrency >= needed) return [];
  const enough = Math.ceil((Math.ceil(needed / concurrency) * machines) / (machines - 1));
  return [
    `web.${name} has ${formatNumber(left * concurrency)} places left with one of ${machines} machines lost (${left} of ${instances} instances x ${concurrency}), ${but}; ` +
      `use ${enough} instances, or more places in each.`,
  ];
}

/** Each router has a part of every server's places, and no other router takes it over. */
function withoutRouterMachine(
  tier: WebTierPlan,
  { routers }: LoadBalancerSpec,
  machines: number,
  needed: number,
  but: string,
): string[] {
  const { name, instances, concurrency } = tier;
  const left = leftOf(routers, machines);
  const part = Math.max(1, Math.floor(concurrency / routers));
  if (machines < 2 || routers < 2 || left * part * instances >= needed) return [];
  return [
    `web.${name} has ${formatNumber(left * part * instances)} places left with one of ${machines} machines of routers lost ` +
      `(${left} of ${routers} routers x ${part} places x ${instances} instances), ${but}; ` +
      "use more instances, or more routers on more machines.",
  ];
}
