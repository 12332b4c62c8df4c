import { statePort } from "../../contracts/proxyState";
import { defaultApplication, durationOf, type Timeouts, timeoutsOf, webQueue } from "../application/timeouts";
import type { Problems } from "../declaration/problems";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import { httpPort, renderEdge } from "./edge";
import { renderRouter } from "./router";
import type { LoadBalancerSpec } from "./spec";
import { siteUrls, type Urls } from "./urls";
import { type TierShare, type TierWeight, tierWeights } from "./weights";

/** The properties of a web tier that the routers depend on. */
export interface BalancedTier {
  readonly name: string;
  readonly port: number;
  readonly instances: number;
  /** Additional instances during a rollout. */
  readonly surge: number;
  /** Requests that one instance serves at a time. */
  readonly concurrency: number;
}

export interface LoadBalancerPlan extends SystemPlan {
  /** Port that the edge publishes on each of its machines. */
  readonly publishedPort: number;
  /** Every address of the site. */
  readonly urls: Urls;
  readonly shares: readonly TierShare[];
  readonly weights: ReadonlyMap<string, TierWeight>;
}

export interface LoadBalancerLinks {
  readonly tiers: readonly BalancedTier[];
  /** Names of the machines with the role edge, each of which runs one edge. */
  readonly edges: readonly string[];
  readonly publishedPort: number;
  /** Whether answers name the task that they are from (`X-Served-By`): in development only. */
  readonly namesServers: boolean;
  /** Host name of the site, if it is known. @default the names of the edge machines */
  readonly host?: string | undefined;
  /** Time limits of requests. @default those of an application without settings */
  readonly timeouts?: Timeouts;
}

export function planLoadBalancer(
  declared: LoadBalancerSpec,
  links: LoadBalancerLinks,
  problems: Problems,
): LoadBalancerPlan {
  const { weights, routers } = declared;
  const { tiers, publishedPort, timeouts = timeoutsOf(defaultApplication, declared.responseTimeout) } = links;
  checkResponse(declared, timeouts, problems);
  for (const tier of tiers) {
    problems.when(
      !Object.hasOwn(weights, tier.name),
      `loadBalancer.weights.${tier.name} is missing; give the tier web.${tier.name} its share of the requests.`,
    );
  }
  for (const name of Object.keys(weights).filter((one) => !tiers.some((tier) => tier.name === one))) {
    problems.add(`loadBalancer.weights.${name} names no tier; declare web.${name} or remove the weight.`);
  }

  const shares = tiers.map(({ name, instances }) => ({ tier: name, weight: weights[name] ?? 1, instances }));
  const perTier = tierWeights(shares);

  const routed = tiers.map((tier) => {
    const { weight, servers } = perTier.get(tier.name) ?? { weight: 1, servers: tier.instances };
    return {
      name: tier.name,
      port: tier.port,
      servers,
      // The tasks that a rollout adds need slots of their own, unless only some of the tasks get requests anyway.
      slots: servers < tier.instances ? servers : tier.instances + tier.surge,
      weight,
      // Each router may fill its part of a server, so that all routers together never exceed the server's concurrency.
      maxConnections: Math.max(1, Math.floor(tier.concurrency / routers)),
    };
  });
  const slots = concurrencyOf(routed);
  return {
    publishedPort,
    urls: siteUrls(links.host, links.edges, publishedPort),
    shares,
    weights: perTier,
    secrets: [],
    configs: [
      { name: "edge-haproxy.cfg", content: renderEdge(declared) },
      {
        name: "router-haproxy.cfg",
        content: renderRouter({
          ...declared,
          tiers: routed,
          timeouts,
          namesServers: links.namesServers,
          slots,
          queueLength: declared.queueLength ?? slots,
        }),
      },
    ],
    services: [
      {
        ...proxy("edge", declared),
        replicas: Math.max(1, links.edges.length),
        maxPerMachine: 1,
        networks: ["edge"],
        // Two tasks cannot publish one port. Only a new image or a change of edgeConnections restarts an edge.
        update: { order: "stop-first" },
        published: { target: httpPort, port: publishedPort },
      },
      {
        ...proxy("router", declared),
        replicas: routers,
        networks: ["edge", "web"],
        update: { order: "start-first" },
        stopGrace: durationOf(timeouts.routerGrace),
        probe: { kind: "haproxy", network: "edge", url: `http://router:${statePort}/stats;csv` },
      },
    ],
  };
}

/** Rejects a response timeout after which a request is repeated while its first web server still processes it. */
function checkResponse({ responseTimeout }: LoadBalancerSpec, timeouts: Timeouts, problems: Problems): void {
  const { request, response, leastResponse } = timeouts;
  problems.when(
    response < leastResponse,
    `loadBalancer.responseTimeout is "${responseTimeout}", but the application may work on a request for ` +
      `"${durationOf(request)}" (application.requestTimeout), after a wait of "${durationOf(webQueue)}" in its web ` +
      "server, so a router would repeat a request while the first one still runs; " +
      `use "${durationOf(leastResponse)}" or more, a shorter requestTimeout, or remove responseTimeout.`,
  );
}

/** Requests that one router sends to all servers at a time. */
function concurrencyOf(routed: readonly { readonly maxConnections: number; readonly servers: number }[]): number {
  return routed.reduce((sum, { maxConnections, servers }) => sum + maxConnections * servers, 0);
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
