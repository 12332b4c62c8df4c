import type { ClusterDeclaration } from "../components/cluster/spec";
import { disks } from "../components/machines/disks";

/** The site of January 2010 before its upgrades: 12 machines with 2 GiB of cache, and one machine for backups. */
export default {
  environment: "production",
  machines: {
    "lb-1": { roles: ["edge", "router"], cores: 4, memory: "8 GiB" },
    "lb-2": { roles: ["edge", "router"], cores: 4, memory: "8 GiB" },
    "web-1": { roles: ["web"], cores: 4, memory: "8 GiB" },
    "web-2": { roles: ["web"], cores: 4, memory: "8 GiB" },
    "web-3": { roles: ["web"], cores: 4, memory: "8 GiB" },
    "web-4": { roles: ["web"], cores: 4, memory: "8 GiB" },
    "app-1": { roles: ["cache", "queue", "worker", "etcd"], cores: 4, memory: "8 GiB" },
    "app-2": { roles: ["cache", "queue", "worker", "etcd"], cores: 4, memory: "8 GiB" },
    "app-3": { roles: ["queue", "worker", "etcd"], cores: 4, memory: "8 GiB" },
    "db-1": { roles: ["database"], cores: 4, memory: "16 GiB", disk: disks.sas15kRaid10 },
    "db-2": { roles: ["database"], cores: 4, memory: "16 GiB", disk: disks.sas15kRaid10 },
    "db-3": { roles: ["database"], cores: 4, memory: "16 GiB", disk: disks.sas15kRaid10 },
    "backup-1": { roles: ["backup"], cores: 2, memory: "4 GiB" },
  },
  traffic: { pages: 2_500, edits: 30, events: 60, latency: "60 ms" },
  loadBalancer: { weights: { apache: 1 }, maxConnections: 8_000, memory: "512 MiB" },
  web: {
    apache: { server: "apache-mod-wsgi", instances: 16, processes: 4, threads: 8, memory: "1 GiB" },
  },
  queue: { brokers: ["app-1", "app-2", "app-3"], maxItems: 500_000, maxBytes: "2 GiB", memory: "2 GiB" },
  workers: {
    instances: 6,
    concurrency: 4,
    memory: "512 MiB",
    flow: { floor: 2, ceiling: 50, writesPerJob: 2, commitLatency: "12 ms" },
  },
  cache: { instances: 2, memory: "1 GiB" },
  etcd: { machines: ["app-1", "app-2", "app-3"] },
  databases: {
    content: {
      primary: "db-1",
      replicas: ["db-2"],
      synchronous: true,
      connections: 120,
      poolers: 2,
      backups: { machine: "backup-1" },
    },
    views: {
      primary: "db-3",
      replicas: ["db-2"],
      asynchronousBecause: "A failover may lose the views of a second: a count that is a little low.",
      connections: 80,
      poolers: 2,
      backups: { machine: "backup-1" },
    },
  },
} satisfies ClusterDeclaration;
