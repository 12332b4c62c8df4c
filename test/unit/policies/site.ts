import type { ClusterDeclaration } from "../../../components/cluster/spec";

type Machine = ClusterDeclaration["machines"][string];

const web = { roles: ["web"], cores: 4, memory: "8 GiB" } satisfies Machine;
const proxy = { roles: ["edge", "router"], cores: 4, memory: "2 GiB" } satisfies Machine;
const app = { roles: ["cache", "queue", "worker", "etcd"], cores: 4, memory: "4 GiB" } satisfies Machine;
const disk = { writeMBps: 50, readMBps: 500, writeIops: 1_000, readIops: 500 };

/** A site that violates no policy, with values that make the arithmetic easy to follow. */
export const site = {
  environment: "production",
  machines: {
    "lb-1": proxy,
    "lb-2": proxy,
    "web-1": web,
    "web-2": web,
    "web-3": web,
    "app-1": app,
    "app-2": app,
    "app-3": app,
    "db-1": { roles: ["database"], cores: 4, memory: "16 GiB", disk },
    "db-2": { roles: ["database"], cores: 4, memory: "16 GiB", disk },
    "backup-1": { roles: ["backup"], cores: 2, memory: "4 GiB" },
  },
  traffic: { pages: 1_000, edits: 50, events: 50, latency: "80 ms" },
  loadBalancer: { weights: { apache: 1 } },
  web: { apache: { server: "apache-mod-wsgi", instances: 6, processes: 4, threads: 8, memory: "1 GiB" } },
  queue: { brokers: ["app-1", "app-2", "app-3"] },
  workers: { instances: 4, concurrency: 2, flow: { floor: 5, ceiling: 50, writesPerJob: 2, commitLatency: "12 ms" } },
  cache: { instances: 3, memory: "256 MiB" },
  etcd: { machines: ["app-1", "app-2", "app-3"] },
  databases: {
    content: {
      primary: "db-1",
      replicas: ["db-2"],
      synchronous: true,
      connections: 60,
      poolers: 2,
      backups: { machine: "backup-1" },
    },
    views: {
      primary: "db-2",
      replicas: ["db-1"],
      asynchronousBecause: "A view lost is a count too low.",
      connections: 60,
      poolers: 2,
      backups: { machine: "backup-1" },
    },
  },
} satisfies ClusterDeclaration;
