import type { ClusterDeclaration } from "../components/cluster/spec";
import { disks } from "../components/machines/disks";

/**
 * A site for another application than that of `images/app`: the notes of `examples/tiny-application`, with one table
 * and one kind of job. It needs one web tier and one database. The declaration does not name the application:
 * `docs/your-application.md` says how its image takes the place of ours.
 */
export default {
  environment: "development",
  machines: {
    "web-1": { roles: ["edge", "router", "web", "cache"], cores: 2, memory: "4 GiB" },
    "app-1": { roles: ["queue", "worker", "etcd", "backup"], cores: 2, memory: "4 GiB" },
    "db-1": { roles: ["database"], cores: 2, memory: "4 GiB", disk: disks.ssdSata },
    "db-2": { roles: ["database"], cores: 2, memory: "4 GiB", disk: disks.ssdSata },
  },
  // A note is an edit: it writes a row and queues a job.
  traffic: { pages: 100, edits: 5, events: 0 },
  loadBalancer: { routes: ["/"], weights: { evented: 1 } },
  web: {
    evented: { server: "gunicorn-gevent", instances: 2, connections: 50, memory: "256 MiB" },
  },
  // Both parts of an application must have a database. The tiny application uses that of `pages`.
  // It publishes its jobs itself.
  application: { placement: { pages: "notes", views: "notes" }, outbox: { relays: 0 } },
  queue: { brokers: ["app-1"], maxItems: 50_000, memory: "512 MiB" },
  workers: {
    instances: 1,
    concurrency: 1,
    memory: "128 MiB",
    flow: { floor: 5, ceiling: 50, writesPerJob: 1, commitLatency: "25 ms" },
  },
  cache: { instances: 2, memory: "64 MiB" },
  etcd: { machines: ["app-1"] },
  databases: {
    notes: {
      primary: "db-1",
      replicas: ["db-2"],
      connections: 40,
      memory: "1 GiB",
      backups: { machine: "app-1", keep: "2 d" },
    },
  },
} satisfies ClusterDeclaration;
