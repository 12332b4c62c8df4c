import type { ClusterDeclaration } from "../components/cluster/spec";
import { disks } from "../components/machines/disks";

const machine = {
  roles: ["edge", "router", "web", "cache", "queue", "worker", "etcd", "database", "backup"],
  cores: 4,
  memory: "8 GiB",
  disk: disks.ssdSata,
} satisfies ClusterDeclaration["machines"][string];

/**
 * The smallest site for production: three equal machines, any one of which may fail. Each database has its members on
 * two machines and its backups on the third.
 */
export default {
  environment: "production",
  machines: { "site-1": machine, "site-2": machine, "site-3": machine },
  traffic: { pages: 200, edits: 20, events: 50, latency: "60 ms" },
  loadBalancer: { weights: { evented: 2, apache: 1 } },
  web: {
    evented: { server: "gunicorn-gevent", instances: 3, connections: 100, memory: "256 MiB" },
    apache: { server: "apache-mod-wsgi", instances: 3, processes: 2, threads: 8, memory: "256 MiB" },
  },
  queue: { brokers: ["site-1", "site-2", "site-3"], maxItems: 200_000, memory: "512 MiB" },
  workers: {
    instances: 2,
    concurrency: 2,
    memory: "256 MiB",
    flow: { floor: 5, ceiling: 100, writesPerJob: 2, commitLatency: "25 ms" },
  },
  cache: { instances: 3, memory: "64 MiB" },
  etcd: { machines: ["site-1", "site-2", "site-3"] },
  databases: {
    content: {
      primary: "site-1",
      replicas: ["site-2"],
      synchronous: true,
      connections: 40,
      poolers: 2,
      memory: "1 GiB",
      backups: { machine: "site-3" },
    },
    views: {
      primary: "site-2",
      replicas: ["site-3"],
      synchronous: true,
      connections: 30,
      poolers: 2,
      memory: "1 GiB",
      backups: { machine: "site-1" },
    },
  },
  waivers: {
    "shared-disk": { reason: "The SSDs have operations to spare for etcd and brokers.", until: "2030-12-31" },
  },
} satisfies ClusterDeclaration;
