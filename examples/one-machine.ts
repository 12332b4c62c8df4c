import type { ClusterDeclaration } from "../components/cluster/spec";
import { disks } from "../components/machines/disks";

/**
 * A site on one machine of 4 cores and 8 GiB. The loss of the machine is the loss of the site, which
 * `environment: "development"` accepts. Backups are on the same machine; `backups.s3` moves them off it.
 */
export default {
  environment: "development",
  machines: {
    "site-1": {
      roles: ["edge", "router", "web", "cache", "queue", "worker", "etcd", "database", "backup"],
      cores: 4,
      memory: "8 GiB",
      disk: disks.ssdSata,
    },
  },
  traffic: { pages: 100, edits: 5, events: 20 },
  loadBalancer: { weights: { evented: 1 } },
  web: {
    evented: { server: "gunicorn-gevent", instances: 2, connections: 100, memory: "256 MiB" },
  },
  queue: { brokers: ["site-1"], maxItems: 100_000, memory: "512 MiB" },
  workers: {
    instances: 2,
    concurrency: 2,
    memory: "256 MiB",
    flow: { floor: 5, ceiling: 100, writesPerJob: 2, commitLatency: "25 ms" },
  },
  cache: { instances: 2, memory: "128 MiB" },
  etcd: { machines: ["site-1"] },
  databases: {
    content: { primary: "site-1", connections: 40, memory: "1 GiB", backups: { machine: "site-1", keep: "7 d" } },
    views: { primary: "site-1", connections: 28, memory: "512 MiB", backups: { machine: "site-1", keep: "7 d" } },
  },
} satisfies ClusterDeclaration;
