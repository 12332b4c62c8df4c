import type { ClusterArgs } from "../../components/cluster/declaration";

/** What a scenario of the benchmark declares; the rest is the same for all. */
export interface Scenario {
  readonly device: string;
  readonly disk: { readonly writeMBps: number; readonly writeIops: number };
  readonly workers: ClusterArgs["workers"];
}

/** Two tiers, a queue, workers, and a content database whose one member is alone on the limited disk. */
export function flowCluster({ device, disk, workers }: Scenario): ClusterArgs {
  return {
    machines: {
      "lb-1": { roles: ["edge", "router"], cores: 1, memory: "1 GiB" },
      "web-1": { roles: ["web"], cores: 2, memory: "3 GiB" },
      "app-1": { roles: ["cache", "queue", "worker", "etcd"], cores: 2, memory: "8 GiB" },
      "db-1": { roles: ["database"], cores: 2, memory: "4 GiB", disk: { ...disk, readMBps: 300, readIops: 5_000, device } },
      "db-2": { roles: ["database"], cores: 1, memory: "2 GiB", disk: { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 } },
    },
    loadBalancer: { weights: { evented: 2, apache: 1 } },
    web: {
      evented: { server: "gunicorn-gevent", instances: 2, connections: 100, memory: "256 MiB" },
      apache: { server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 8, memory: "256 MiB" },
    },
    queue: { brokers: ["app-1"], maxItems: 250_000, maxBytes: "4 GiB", memory: "2 GiB" },
    workers,
    cache: { instances: 2, memory: "512 MiB" },
    etcd: { machines: ["app-1"] },
    databases: {
      // Two checkpoints in each run of a little more than two minutes.
      content: { primary: "db-1", connections: 40, settings: { checkpoint_timeout: "1min" } },
      views: { primary: "db-2", connections: 30 },
    },
  };
}
