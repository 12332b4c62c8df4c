import { rangeOf } from "../../components/declaration/form";
import { milliseconds } from "../../components/declaration/units";
import type { LoadBalancerSpec } from "../../components/loadBalancer/spec";
import { withRole } from "../../components/machines/plan";
import { requests } from "../../components/traffic/spec";
import type { WebTierPlan } from "../../components/webTier/plan";
import { gunicornSchema } from "../../components/webTier/spec";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";

/**
 * Until the engine has moved the tasks of a lost machine, the remaining tasks serve all traffic. Requests occupy
 * requests per second x `traffic.latency` slots (Little's law); with fewer slots, the routers' queue grows until it
 * rejects requests.
 */
export const webCapacity: Policy = {
  name: "web-capacity",
  level: "mandatory",
  only: "production",
  appliesTo: ({ declared }) => declared.traffic.latency !== undefined,
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
      const but =
        `but its ${formatNumber(rate)} requests/s need ${formatNumber(needed)} ` + `(traffic.latency "${latency}")`;
      return [
        ...withoutWebMachine(tier, webMachines, needed, but),
        ...withoutRouterMachine(tier, loadBalancer, routerMachines, needed, but),
      ];
    });
  },
};

/** The tasks that remain after the loss of one machine, if tasks are spread as evenly as possible. */
const leftOf = (tasks: number, machines: number) => tasks - Math.ceil(tasks / machines);

function withoutWebMachine(
  { name, instances, concurrency }: WebTierPlan,
  machines: number,
  needed: number,
  but: string,
): string[] {
  const left = leftOf(instances, machines);
  // The policy single-point-of-failure reports a role with one machine, here and below.
  if (machines < 2 || left * concurrency >= needed) return [];
  const enough = Math.ceil((Math.ceil(needed / concurrency) * machines) / (machines - 1));
  const moreInstances = enough <= rangeOf(gunicornSchema.shape.instances).max ? `${enough} instances, or ` : "";
  return [
    `web.${name} has ${formatNumber(left * concurrency)} slots left if one of ${machines} machines is lost ` +
      `(${left} of ${instances} instances x ${concurrency}), ${but}; ` +
      `use ${moreInstances}more slots per instance.`,
  ];
}

/** Each router has a fixed part of every server's slots, and no other router takes that part over. */
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
    `web.${name} has ${formatNumber(left * part * instances)} slots left if one of ${machines} router machines ` +
      "is lost " +
      `(${left} of ${routers} routers x ${part} slots x ${instances} instances), ${but}; ` +
      "use more instances, or more routers on more machines.",
  ];
}
