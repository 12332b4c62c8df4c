import type { ClusterDeclaration } from "../../components/cluster/spec";
import { disks } from "../../components/machines/disks";
import type { WriteLimit } from "../support/slowDisk";

/** Limits of the old machine's disk and of the new one's. */
export const slow: WriteLimit = { writeMBps: 24, writeIops: 1_000 };
export const fast: WriteLimit = { writeMBps: 100, writeIops: 4_000 };

export type Machine = "db-1" | "db-2";

/**
 * Declares the content database on `db-1` with the slow disk, on `db-2` with the fast one, or on both. Two members
 * replicate synchronously.
 */
export function declarationFor(
  primary: Machine,
  replicas: readonly Machine[],
  devices: Readonly<Record<Machine, string>>,
): ClusterDeclaration {
  const reads = { readMBps: 500, readIops: 20_000 };
  return {
    environment: "development",
    machines: {
      "lb-1": { roles: ["edge", "router"], cores: 1, memory: "1 GiB" },
      "web-1": { roles: ["web"], cores: 2, memory: "3 GiB" },
      "app-1": { roles: ["cache", "queue", "worker", "etcd"], cores: 2, memory: "4 GiB" },
      "db-1": { roles: ["database"], cores: 2, memory: "4 GiB", disk: { ...slow, ...reads, device: devices["db-1"] } },
      "db-2": { roles: ["database"], cores: 2, memory: "4 GiB", disk: { ...fast, ...reads, device: devices["db-2"] } },
      "db-3": { roles: ["database"], cores: 1, memory: "2 GiB", disk: disks.ssdSata },
    },
    traffic: { pages: 200, edits: 60, events: 0 },
    loadBalancer: { weights: { evented: 2, apache: 1 } },
    // Edits wait while the leader changes. On two cores, shared with clients and `pulumi up`, that exceeds the default
    // of 2.5 s.
    application: { statementTimeout: "4 s", requestTimeout: "5 s" },
    web: {
      evented: { server: "gunicorn-gevent", instances: 2, connections: 100, memory: "256 MiB" },
      apache: { server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 8, memory: "256 MiB" },
    },
    queue: { brokers: ["app-1"] },
    workers: {
      instances: 1,
      concurrency: 2,
      flow: { floor: 5, ceiling: 200, writesPerJob: 2, commitLatency: "25 ms" },
    },
    cache: { instances: 2, memory: "64 MiB" },
    etcd: { machines: ["app-1"] },
    databases: {
      content: { primary, replicas: [...replicas], synchronous: replicas.length > 0, connections: 40 },
      views: { primary: "db-3", connections: 28 },
    },
  };
}
