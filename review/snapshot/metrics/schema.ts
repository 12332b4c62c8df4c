import * as z from "zod";

/** A web tier. */
export const tierSchema = z.object({
  name: z.string(),
  server: z.string(),
  instances: z.number(),
  /** Bytes of one instance. */
  memory: z.number(),
  /** CPU limit of one instance, in cores. */
  cpus: z.number().optional(),
  /** Concurrent requests of one instance. */
  concurrency: z.number(),
  weight: z.number(),
  /** Share of all requests, 0 to 1. */
  share: z.number(),
  /**
   * Busy part of its concurrent requests at the declared traffic: requests per second x `traffic.latency` /
   * concurrency. Missing if no latency is declared.
   */
  utilization: z.number().optional(),
});

export const workersSchema = z.object({
  instances: z.number(),
  /** No worker runs, because the queue is quiescent. */
  paused: z.boolean(),
  /** Concurrent jobs of one worker. */
  concurrency: z.number(),
  memory: z.number(),
  cpus: z.number().optional(),
  /** Maximum jobs per second of one worker; missing without flow control. */
  ceiling: z.number().optional(),
  /** Rows that a job writes. */
  writesPerJob: z.number(),
});

export const queueSchema = z.object({
  brokers: z.number(),
  maxItems: z.number(),
  maxBytes: z.number(),
  /** Jobs that arrive per second. */
  arrival: z.number(),
  /** Maximum jobs per second of all workers; missing without flow control. */
  drain: z.number().optional(),
  /** Seconds until a full queue is empty while jobs arrive; missing if it never is, or if the rate is unbounded. */
  emptyAfter: z.number().optional(),
  /** Declared maximum of `emptyAfter`, in seconds. */
  longestDrain: z.number(),
});

/** The maximum write load on the database of the pages, in rows per second, and the budget of its primary's disk. */
export const writesSchema = z.object({
  database: z.string(),
  machine: z.string(),
  /** Missing without flow control. */
  jobs: z.number().optional(),
  edits: z.number(),
  budget: z.number(),
  /** Bytes of write-ahead log between two timed checkpoints at this load; missing without flow control. */
  wal: z.number().optional(),
  /** Bytes of write-ahead log before PostgreSQL forces a checkpoint (`max_wal_size`). */
  walLimit: z.number(),
});

export const cacheSchema = z.object({
  servers: z.array(z.string()),
  /** Bytes for items of one server. */
  memory: z.number(),
  /** Pages read per second. Misses are a part of them. */
  pages: z.number(),
  /** Random reads per second of the disks that serve misses; missing if none is declared. */
  readIops: z.number().optional(),
  /** Machines whose disks serve misses. */
  readers: z.array(z.string()),
});

/** Connections of one database, including the extra tasks of a rollout. */
export const connectionsSchema = z.object({
  database: z.string(),
  /** Connections of all poolers to the leader. There are as many again for reads. */
  pool: z.number(),
  poolers: z.number(),
  /** Maximum client connections of tiers and workers to the poolers. */
  clients: z.number(),
  /** Client connections that the poolers accept. */
  clientLimit: z.number(),
  /** Connections that workers hold if all jobs wait. */
  workers: z.number(),
  /** Maximum connections to the leader: both pools, one pooler of a rollout, and reserved connections. */
  server: z.number(),
  /** `max_connections` of the smallest member. */
  serverLimit: z.number(),
});

export const databaseSchema = z.object({
  name: z.string(),
  primary: z.string(),
  replicas: z.array(z.string()),
  synchronous: z.boolean(),
  failback: z.enum(["manual", "automatic"]),
  /** Maximum age of an open transaction at a switchover, in seconds. */
  longestTransaction: z.number(),
  /** Maximum lag of the next primary, in bytes. */
  maxLag: z.number(),
  /** Bytes of the smallest member. */
  memory: z.number(),
  /** MB/s (10^6 bytes) at which a new member is cloned. */
  cloneMBps: z.number(),
  /** Parts of the application whose tables it has. */
  parts: z.array(z.string()),
});

/** The disk of a machine with database members. */
export const diskSchema = z.object({
  machine: z.string(),
  writeMBps: z.number(),
  readMBps: z.number(),
  writeIops: z.number(),
  readIops: z.number(),
  /** MB/s of a separate disk for write-ahead logs; missing if they are on this disk. */
  walMBps: z.number().optional(),
  /** Sustained rows per second. */
  budget: z.number(),
  /** Databases with their primary on this disk. */
  primaryOf: z.array(z.string()),
  /** Databases with a replica on this disk. */
  replicaOf: z.array(z.string()),
  /** Bytes of write-ahead log before a member forces a checkpoint (`max_wal_size`). */
  walLimit: z.number(),
  /** Bytes of write-ahead log that a member retains at most, including those for an absent replica. */
  walRetention: z.number(),
  /** Bytes of the volume with the log; missing if no size is declared. */
  walVolume: z.number().optional(),
});

export const machineSchema = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  cores: z.number(),
  memory: z.number(),
  /** Memory limits of its tasks, in bytes: pinned tasks, and others as the engine spreads them. */
  committed: z.number(),
  /** CPU limits of its tasks, in cores; tasks without a limit do not count. */
  cpus: z.number(),
  /** Number of tasks by service. */
  tasks: z.record(z.string(), z.number()),
});

/** Memory that the services of a role share on all machines with that role. */
export const poolSchema = z.object({
  role: z.string(),
  machines: z.number(),
  /** Bytes that are left by pinned services. */
  capacity: z.number(),
  /** Bytes of the services. */
  used: z.number(),
  /** Additional bytes while all services roll out. */
  surge: z.number(),
  /** Capacity of the machine with the most: what is lost with it. */
  largest: z.number(),
});

export const metricsSchema = z.object({
  traffic: z.object({ pages: z.number(), edits: z.number(), events: z.number() }),
  tiers: z.array(tierSchema),
  workers: workersSchema,
  queue: queueSchema,
  writes: writesSchema.optional(),
  cache: cacheSchema,
  databases: z.array(databaseSchema),
  connections: z.array(connectionsSchema),
  disks: z.array(diskSchema),
  machines: z.array(machineSchema),
  pools: z.array(poolSchema),
});

export type Metrics = z.output<typeof metricsSchema>;
export type TierMetrics = z.output<typeof tierSchema>;
export type QueueMetrics = z.output<typeof queueSchema>;
export type WorkerMetrics = z.output<typeof workersSchema>;
export type CacheMetrics = z.output<typeof cacheSchema>;
export type ConnectionMetrics = z.output<typeof connectionsSchema>;
export type DatabaseMetrics = z.output<typeof databaseSchema>;
export type DiskMetrics = z.output<typeof diskSchema>;
export type MachineMetrics = z.output<typeof machineSchema>;
export type PoolMetrics = z.output<typeof poolSchema>;
