import type { ClusterDeclaration } from "../../components/cluster/spec";
import { disks } from "../../components/machines/disks";

type Machine = ClusterDeclaration["machines"][string];

/** The largest number of instances that a tier may have. */
const instancesPerTier = 64;
const instancesPerMachine = 20;

/**
 * Declares a cluster with about the given number of web instances, in tiers of the largest size.
 * @param additional instances that are added to every eighth tier: the change of the second revision
 */
export function largeDeclaration(instances: number, additional = 0): ClusterDeclaration {
  const tiers = numbered("tier", Math.ceil(instances / instancesPerTier));
  const webMachines = Math.max(3, Math.ceil(instances / instancesPerMachine) - 8);
  const tier = (index: number) => ({
    server: "gunicorn-gevent" as const,
    instances: instancesPerTier - (index % 8 === 0 ? 8 - additional : 0),
    connections: 100,
    memory: "512 MiB" as const,
  });
  return {
    machines: {
      ...machines("web", webMachines, { roles: ["web"], cores: 16, memory: "16 GiB" }),
      ...machines("lb", 2, { roles: ["edge", "router"], cores: 16, memory: "32 GiB" }),
      ...machines("app", 3, { roles: ["cache", "queue", "worker", "etcd"], cores: 16, memory: "128 GiB" }),
      ...machines("db", 3, { roles: ["database"], cores: 16, memory: "128 GiB", disk: disks.nvme }),
    },
    traffic: { pages: 10 * instances, edits: 30, events: 60, latency: "60 ms" },
    loadBalancer: { weights: Object.fromEntries(tiers.map((name) => [name, 1])), memory: "2 GiB" },
    web: Object.fromEntries(tiers.map((name, index) => [name, tier(index)])),
    queue: { brokers: ["app-1", "app-2", "app-3"], maxItems: 500_000, maxBytes: "2 GiB", memory: "2 GiB" },
    workers: {
      instances: 6,
      concurrency: 4,
      memory: "512 MiB",
      flow: { floor: 2, ceiling: 50, writesPerJob: 2, commitLatency: "12 ms" },
    },
    cache: { instances: 60, memory: "1 GiB" },
    etcd: { machines: ["app-1", "app-2", "app-3"] },
    databases: {
      content: { primary: "db-1", replicas: ["db-2"], synchronous: true, connections: 400, poolers: 16 },
      views: { primary: "db-3", replicas: ["db-2"], synchronous: true, connections: 400, poolers: 16 },
    },
  };
}

/** `numbered("web", 2)` is `["web-1", "web-2"]`. */
const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

const machines = (name: string, count: number, machine: Machine): Record<string, Machine> =>
  Object.fromEntries(numbered(name, count).map((one) => [one, machine]));
