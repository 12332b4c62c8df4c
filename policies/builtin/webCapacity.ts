import { rangeOf } from "../../components/declaration/form";
import { bytes, milliseconds } from "../../components/declaration/units";
import { type MemoryCapacity, memoryCapacityOf } from "../../components/machines/memoryCapacity";
import type { ServicePlan } from "../../components/swarm/plan";
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
  check: ({ declared: { machines, traffic, loadBalancer }, plan, services }) => {
    const { latency } = traffic;
    if (latency === undefined) return [];
    const { shares, weights } = plan.loadBalancer;
    const total = shares.reduce((sum, { weight }) => sum + weight, 0);
    const weightOf = new Map(shares.map(({ tier, weight }) => [tier, weight]));
    const free = memoryCapacityOf(services, machines);
    const remaining = (name: string) => {
      const service = services.find((one) => one.name === name);
      return service === undefined ? undefined : remainingTasks(service, free);
    };
    const routers = remaining("router");
    return plan.web.flatMap((tier) => {
      const tasks = remaining(tier.name);
      if (tasks === undefined || routers === undefined) return [];
      const rate = (requests(traffic) * (weightOf.get(tier.name) ?? 0)) / total;
      const needed = (rate * milliseconds(latency)) / 1_000;
      const but = `but its ${formatNumber(rate)} requests/s need ${formatNumber(needed)} (traffic.latency "${latency}")`;
      // Each router has a fixed part of every server's slots, and no other router takes that part over.
      const part = Math.max(1, Math.floor(tier.concurrency / loadBalancer.routers));
      const servers = weights.get(tier.name)?.servers ?? tier.instances;
      const capacity: TierCapacity = { tier, part, servers, needed, but };
      return [
        ...withoutWebMachine(capacity, tasks, loadBalancer.routers),
        ...withoutRouterMachine(capacity, routers, loadBalancer.routers),
      ];
    });
  },
};

interface TierCapacity {
  readonly tier: WebTierPlan;
  /** Slots of one server for each router. */
  readonly part: number;
  /** Servers that get requests. */
  readonly servers: number;
  /** Slots that the traffic needs. */
  readonly needed: number;
  readonly but: string;
}

/** The tasks of a service that remain after the loss of the machine with most of them. */
interface Remaining {
  readonly machines: number;
  readonly left: number;
}

/**
 * Places whole tasks as Swarm does: each on the machine with the fewest tasks of the service, of those with enough free
 * memory. So a large machine next to small ones has more than an even share of them.
 */
function remainingTasks({ placement, replicas, memory }: ServicePlan, free: readonly MemoryCapacity[]): Remaining {
  const places = free
    .filter(({ machine, roles }) =>
      "machine" in placement ? placement.machine === machine : roles.includes(placement.role),
    )
    .map((capacity) => Math.max(0, Math.floor(capacity.free / bytes(memory))));
  const tasks = places.map(() => 0);
  for (let task = 0; task < replicas; task++) {
    const open = tasks.filter((count, at) => count < (places[at] ?? 0));
    const fewest = tasks.findIndex((count, at) => count === Math.min(...open) && count < (places[at] ?? 0));
    if (fewest >= 0) tasks[fewest] = (tasks[fewest] ?? 0) + 1;
  }
  return { machines: places.length, left: replicas - Math.max(0, ...tasks) };
}

function withoutWebMachine(
  { tier: { name, instances }, part, servers, needed, but }: TierCapacity,
  { machines, left }: Remaining,
  routers: number,
): string[] {
  const perInstance = part * routers;
  const slots = Math.min(left, servers) * perInstance;
  // The policy single-point-of-failure reports a role with one machine, here and below.
  if (machines < 2 || slots >= needed) return [];
  const enough = Math.ceil((Math.ceil(needed / perInstance) * machines) / (machines - 1));
  const more = enough <= rangeOf(gunicornSchema.shape.instances).max ? `${enough} instances, or ` : "";
  // With as many instances as enough ones, too many of them are on one machine.
  const otherwise = enough <= instances ? "machines of equal memory, or " : more;
  return [
    `web.${name} has ${formatNumber(slots)} slots left if one of ${machines} machines is lost ` +
      `(${Math.min(left, servers)} of ${instances} instances x ${perInstance}), ${but}; ` +
      `use ${otherwise}more slots per instance.`,
  ];
}

function withoutRouterMachine(
  { tier: { name, instances }, part, servers, needed, but }: TierCapacity,
  { machines, left }: Remaining,
  routers: number,
): string[] {
  const slots = left * part * servers;
  if (machines < 2 || routers < 2 || slots >= needed) return [];
  return [
    `web.${name} has ${formatNumber(slots)} slots left if one of ${machines} router machines ` +
      "is lost " +
      `(${left} of ${routers} routers x ${part} slots x ${Math.min(servers, instances)} instances), ${but}; ` +
      "use more instances, or more routers on more machines.",
  ];
}
