import { statePort } from "../../contracts/proxyState";
import type { Problems } from "../declaration/problems";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import { httpPort, renderEdge, renderRouter } from "./haproxy";
import type { LoadBalancerSpec } from "./spec";
import { maxServerWeight, serverWeights, type TierShare } from "./weights";

/** What the load balancer needs to know of a web tier. */
export interface BalancedTier {
  readonly name: string;
  readonly port: number;
  readonly instances: number;
  /** Instances that a rollout adds for a while. */
  readonly surge: number;
  /** Requests that one instance works on at once. */
  readonly concurrency: number;
}

export interface LoadBalancerPlan extends SystemPlan {
  /** Port of the edge on its machines. */
  readonly publishedPort: number;
  readonly shares: readonly TierShare[];
  /** Weight of one server of each tier. */
  readonly serverWeights: ReadonlyMap<string, number>;
}

export interface LoadBalancerLinks {
  readonly tiers: readonly BalancedTier[];
  /** Machines with the role edge: one edge on each. */
  readonly edges: number;
  readonly publishedPort: number;
  /** Whether answers name the task that they are from (`X-Served-By`): in development only. */
  readonly namesServers: boolean;
}

export function planLoadBalancer(
  declared: LoadBalancerSpec,
  links: LoadBalancerLinks,
  problems: Problems,
): LoadBalancerPlan {
  const { weights, routers } = declared;
  const { tiers, publishedPort } = links;
  for (const tier of tiers) {
    problems.when(
      weights[tier.name] === undefined,
      `loadBalancer.weights.${tier.name} is missing; give the tier web.${tier.name} its share of the requests.`,
    );
  }
  for (const name of Object.keys(weights).filter((one) => !tiers.some((tier) => tier.name === one))) {
    problems.add(`loadBalancer.weights.${name} names no tier; declare web.${name} or remove the weight.`);
  }

  const shares = tiers.map(({ name, instances }) => ({ tier: name, weight: weights[name] ?? 1, instances }));
  const perServer = serverWeights(shares);
  const heaviest = Math.max(0, ...perServer.values());
  problems.when(
    heaviest > maxServerWeight,
    `loadBalancer.weights needs a server weight of ${heaviest} for ${written(shares)}; HAProxy's largest is ${maxServerWeight}: ` +
      "use instance counts or weights with a common factor.",
  );

  const routed = tiers.map((tier) => ({
    name: tier.name,
    port: tier.port,
    slots: tier.instances + tier.surge,
    weight: perServer.get(tier.name) ?? 1,
    // Every router may fill its part of a server; together they do not exceed it.
    maxConnections: Math.max(1, Math.floor(tier.concurrency / routers)),
  }));
  const slots = placesOf(routed, links.tiers);
  return {
    publishedPort,
    shares,
    serverWeights: perServer,
    secrets: [],
    configs: [
      { name: "edge-haproxy.cfg", content: renderEdge(declared) },
      {
        name: "router-haproxy.cfg",
        content: renderRouter({
          ...declared,
          tiers: routed,
          namesServers: links.namesServers,
          slots,
          queueLength: declared.queueLength ?? slots,
        }),
      },
    ],
    services: [
      {
        ...proxy("edge", declared),
        replicas: Math.max(1, links.edges),
        maxPerMachine: 1,
        networks: ["edge"],
        // The port cannot be held twice. Only a new image or other edgeConnections replace an edge.
        update: { order: "stop-first" },
        published: { target: httpPort, port: publishedPort },
      },
      {
        ...proxy("router", declared),
        replicas: routers,
        networks: ["edge", "web"],
        update: { order: "start-first" },
        probe: { kind: "haproxy", network: "edge", url: `http://router:${statePort}/stats;csv` },
      },
    ],
  };
}

/** Requests that one router may have at the servers at once. */
function placesOf(routed: readonly { readonly maxConnections: number }[], tiers: readonly BalancedTier[]): number {
  return routed.reduce((sum, { maxConnections }, index) => sum + maxConnections * (tiers[index]?.instances ?? 0), 0);
}

function proxy(name: "edge" | "router", { memory }: LoadBalancerSpec) {
  return {
    name,
    image: "haproxy",
    hostname: `${name}-{{.Task.Slot}}`,
    placement: { role: name },
    configs: [{ from: `${name}-haproxy.cfg`, path: "/etc/haproxy/haproxy.cfg" }],
    tmpfs: { "/tmp": "1 MiB" },
    memory,
    health: { timeout: "5 s", retries: 3, startPeriod: "4 min" },
    stopSignal: "SIGUSR1",
  } satisfies Partial<ServicePlan>;
}

function written(shares: readonly TierShare[]): string {
  return shares
    .map(({ tier, weight, instances }) => `${tier} (weight ${weight}, ${instances} instances)`)
    .join(" and ");
}
