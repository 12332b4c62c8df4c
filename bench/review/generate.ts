import type { ClusterDeclaration } from "../../components/cluster/spec";
import { disks } from "../../components/machines/disks";

/** The most that a tier may have. */
const instancesOfTier = 64;

/**
 * A cluster of about so many web instances, twenty on a machine, in tiers as large as may be; everything else as on a large site.
 * @param more instances of every eighth tier: what the second revision changes
 */
export function generated(instances: number, more = 0): ClusterDeclaration {
  const tiers = Math.ceil(instances / instancesOfTier);
  const machines = Math.ceil(instances / 20);
  const named = (count: number, name: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => name(index + 1));
  const tier = (index: number) => ({
    server: "gunicorn-gevent" as const,
    instances: instancesOfTier - (index % 8 === 0 ? 8 - more : 0),
    connections: 100,
    memory: "512 MiB" as const,
  });
  return {
    machines: {
      ...Object.fromEntries(
        named(Math.max(3, machines - 8), (n) => `web-${n}`).map((name) => [
          name,
          { roles: ["web"], cores: 16, memory: "16 GiB" },
        ]),
      ),
      ...Object.fromEntries(
        named(2, (n) => `lb-${n}`).map((name) => [name, { roles: ["edge", "router"], cores: 16, memory: "32 GiB" }]),
      ),
      ...Object.fromEntries(
        named(3, (n) => `app-${n}`).map((name) => [
          name,
          { roles: ["cache", "queue", "worker", "etcd"], cores: 16, memory: "128 GiB" },
        ]),
      ),
      ...Object.fromEntries(
        named(3, (n) => `db-${n}`).map((name) => [
          name,
          { roles: ["database"], cores: 16, memory: "128 GiB", disk: disks.nvme },
        ]),
      ),
    },
    traffic: { pages: 10 * instances, edits: 30, events: 60, latency: "60 ms" },
    loadBalancer: {
      weights: Object.fromEntries(named(tiers, (n) => `tier-${n}`).map((name) => [name, 1])),
      memory: "2 GiB",
    },
    web: Object.fromEntries(named(tiers, (n) => `tier-${n}`).map((name, index) => [name, tier(index)])),
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
