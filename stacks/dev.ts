import type { ClusterDeclaration } from "../components/cluster/spec";
import { disks } from "../components/machines/disks";

/** A small cluster for development: the default stack of `npm run up`. All declared machines are one machine. */
export default {
  environment: "development",
  machines: {
    "lb-1": { roles: ["edge", "router"], cores: 1, memory: "1 GiB" },
    "web-1": { roles: ["web"], cores: 2, memory: "3 GiB" },
    "app-1": { roles: ["cache", "queue", "worker", "etcd", "backup"], cores: 1, memory: "4 GiB" },
    "db-1": { roles: ["database"], cores: 1, memory: "3 GiB", disk: disks.ssdSata },
    "db-2": { roles: ["database"], cores: 1, memory: "3 GiB", disk: disks.ssdSata },
  },
  traffic: { pages: 200, edits: 20, events: 50 },
  loadBalancer: { weights: { evented: 2, apache: 1 } },
  web: {
    evented: { server: "gunicorn-gevent", instances: 2, connections: 100, memory: "256 MiB" },
    apache: { server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 8, memory: "256 MiB" },
  },
  queue: { brokers: ["app-1"], maxItems: 200_000, memory: "512 MiB" },
  workers: {
    instances: 1,
    concurrency: 2,
    memory: "256 MiB",
    flow: { floor: 5, ceiling: 200, writesPerJob: 2, commitLatency: "25 ms" },
  },
  cache: { instances: 2, memory: "64 MiB" },
  etcd: { machines: ["app-1"] },
  databases: {
    content: {
      primary: "db-1",
      replicas: ["db-2"],
      connections: 32,
      memory: "576 MiB",
      backups: { machine: "app-1", keep: "2 d" },
    },
    views: {
      primary: "db-2",
      replicas: ["db-1"],
      connections: 30,
      memory: "576 MiB",
      backups: { machine: "app-1", keep: "2 d" },
    },
  },
} satisfies ClusterDeclaration;
