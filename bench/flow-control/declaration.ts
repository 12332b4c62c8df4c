import type { ClusterDeclaration } from "../../components/cluster/spec";
import type { Duration } from "../../components/declaration/units";
import type { WriteLimit } from "../support/slowDisk";

/** A disk that two cores can saturate through the whole application; see docs/decisions/0007. */
export const disk: WriteLimit = { writeMBps: 12, writeIops: 450 };

/**
 * The same disk at two fifths, as an array that rebuilds, that tests the battery of its cache, or that another client
 * writes to. At a constant limit a fixed rate just below it would do as well as flow control.
 */
export const degraded: WriteLimit = { writeMBps: 5, writeIops: 180 };

/** Concurrent jobs of all workers, the same in every run. */
const processes = 8;
const poolOf = (instances: number) => ({ instances, concurrency: processes / instances });
const pool = poolOf(4);

/** Declares two tiers, a queue, workers, and a content database whose only member is alone on the limited disk. */
export function declarationFor(device: string, changes: Partial<ClusterDeclaration> = {}): ClusterDeclaration {
  return {
    environment: "development",
    machines: {
      "lb-1": { roles: ["edge", "router"], cores: 1, memory: "1 GiB" },
      "web-1": { roles: ["web"], cores: 2, memory: "3 GiB" },
      "app-1": { roles: ["cache", "queue", "worker", "etcd"], cores: 2, memory: "8 GiB" },
      "db-1": {
        roles: ["database"],
        cores: 2,
        memory: "4 GiB",
        disk: { ...disk, readMBps: 300, readIops: 5_000, device },
      },
      "db-2": {
        roles: ["database"],
        cores: 1,
        memory: "2 GiB",
        disk: { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 },
      },
    },
    traffic: { pages: 40, edits: 20, events: 0 },
    loadBalancer: { weights: { evented: 2, apache: 1 } },
    web: {
      evented: { server: "gunicorn-gevent", instances: 2, connections: 100, memory: "256 MiB" },
      apache: { server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 8, memory: "256 MiB" },
    },
    queue: { brokers: ["app-1"], maxItems: 250_000, longestDrain: "1 d", maxBytes: "4 GiB", memory: "2 GiB" },
    workers: flowWorkers(),
    cache: { instances: 2, memory: "512 MiB" },
    etcd: { machines: ["app-1"] },
    databases: {
      // Frequent checkpoints: every run has several, and none is large.
      content: { primary: "db-1", connections: 40, settings: { checkpoint_timeout: "30s" } },
      views: { primary: "db-2", connections: 28 },
    },
    waivers: {
      "write-budget": { reason: "Flow control finds the rate of the disk.", until: "2100-01-01" },
      "queue-drain": { reason: "The benchmark compares fixed rates, slow ones included.", until: "2100-01-01" },
    },
    ...changes,
  };
}

/**
 * Declared limits of all workers, in jobs per second. The disk takes less than the ceiling: flow control has to find
 * the rate.
 */
const ceiling = 240;
const floor = 4;

/**
 * Workers with flow control. The sums over all workers do not depend on their number. The target commit latency decides
 * how much jobs slow edits down. Measured over 60 s of the degraded disk and 90 s of the full one: edits p95 21.7 ms
 * without jobs, 34 ms with 55 jobs/s at a target of 2 ms, 37 ms with 64 jobs/s at 3 ms.
 */
export const flowWorkers = (
  instances = pool.instances,
  commitLatency: Duration = "2.5 ms",
): ClusterDeclaration["workers"] => ({
  ...poolOf(instances),
  flow: { floor: floor / instances, ceiling: ceiling / instances, writesPerJob: 2, commitLatency },
});

/** Workers with a high target latency, for runs without edits: their rate is close to that of the disk. */
export const throughputWorkers = (instances = pool.instances): ClusterDeclaration["workers"] =>
  flowWorkers(instances, "25 ms");

/** Workers with a fixed total rate. The latency target is too high to reduce it. */
export const fixedRateWorkers = (rate: number): ClusterDeclaration["workers"] => ({
  ...pool,
  flow: { floor: rate / pool.instances, ceiling: rate / pool.instances, writesPerJob: 2, commitLatency: "10 s" },
});

/** Workers without flow control. */
export const unlimitedWorkers: ClusterDeclaration["workers"] = pool;

/** Declares the same cluster without the settings that contain a slow database. */
export const unprotectedDeclaration = (device: string): ClusterDeclaration =>
  declarationFor(device, {
    loadBalancer: {
      weights: { evented: 2, apache: 1 },
      queueTimeout: "30 s",
      responseTimeout: "60 s",
      queueLength: 100_000,
    },
    web: {
      evented: {
        server: "gunicorn-gevent",
        instances: 2,
        connections: 2_000,
        databaseConnections: 100,
        memory: "512 MiB",
      },
      apache: { server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 64, memory: "512 MiB" },
    },
    application: {
      statementTimeout: "30 s",
      connectTimeout: "10 s",
      freshFor: "1 s",
      staleFor: "1 s",
      circuitBreaker: false,
    },
    queue: { brokers: ["app-1"], maxItems: 100_000_000, maxBytes: "4 GiB", memory: "2 GiB" },
    workers: unlimitedWorkers,
  });
