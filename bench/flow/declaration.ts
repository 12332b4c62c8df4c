import type { ClusterDeclaration } from "../../components/cluster/spec";
import type { Duration } from "../../components/declaration/units";
import type { WriteLimit } from "../support/slowDisk";

/** A disk that the two cores of a small machine can keep busy, through the whole application; see docs/decisions/0007. */
export const disk: WriteLimit = { writeMBps: 12, writeIops: 450 };

/**
 * Two fifths of it, for a while: what is left of an array's writes while it rebuilds, while its cache's battery is tested, or beside a neighbour
 * that writes. At one limit for ever, a fixed rate just below it is as good as any control.
 */
export const degraded: WriteLimit = { writeMBps: 5, writeIops: 180 };

/** Jobs that all workers do at a time, the same in every run. */
const processes = 8;
const poolOf = (instances: number) => ({ instances, concurrency: processes / instances });
const pool = poolOf(4);

/** Two tiers, a queue, workers, and a content database whose one member is alone on the limited disk. */
export function site(device: string, changes: Partial<ClusterDeclaration> = {}): ClusterDeclaration {
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
    workers: withFlow,
    cache: { instances: 2, memory: "512 MiB" },
    etcd: { machines: ["app-1"] },
    databases: {
      // Each run has several checkpoints, and what one of them owes is soon paid.
      content: { primary: "db-1", connections: 40, settings: { checkpoint_timeout: "30s" } },
      views: { primary: "db-2", connections: 28 },
    },
    waivers: {
      "write-budget": { reason: "The rate that the disk takes is to be found, not declared.", until: "2100-01-01" },
      "queue-drain": { reason: "Fixed rates are compared, slow ones as well.", until: "2100-01-01" },
    },
    ...changes,
  };
}

/** Jobs a second that all workers do at most, declared: more than the disk takes, so that flow control has to find the rate. */
const ceiling = 240;
const floor = 4;

/**
 * Flow control over any number of workers, with the same sums. The mean commit that is asked for decides what edits feel. Measured over
 * a minute of the slow disk and one and a half of the whole one, edits' p95 and jobs/s: 21.7 ms without jobs, 34 ms and 55/s with 2 ms, 37 ms and 64/s
 * with 3 ms.
 */
export const workersWithFlow = (
  instances: number,
  commitLatency: Duration = "2.5 ms",
): ClusterDeclaration["workers"] => ({
  ...poolOf(instances),
  flow: { floor: floor / instances, ceiling: ceiling / instances, writesPerJob: 2, commitLatency },
});

export const withFlow = workersWithFlow(pool.instances);

/** Flow control where nobody waits for an edit: close to what the disk takes. */
export const patientWorkers = (instances: number): ClusterDeclaration["workers"] => workersWithFlow(instances, "25 ms");

export const patient = patientWorkers(pool.instances);

/** All workers together at one rate, whatever the disk does. */
export const atRate = (rate: number): ClusterDeclaration["workers"] => ({
  ...pool,
  flow: { floor: rate / pool.instances, ceiling: rate / pool.instances, writesPerJob: 2, commitLatency: "10 s" },
});

/** As fast as jobs come. */
export const withoutFlow: ClusterDeclaration["workers"] = pool;

/** Everything that keeps a slow database from becoming a wave, switched off: what most sites run. */
export const unprotected = (device: string): ClusterDeclaration =>
  site(device, {
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
    workers: withoutFlow,
  });
