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
  /** Requests that one instance serves at a time. */
  concurrency: z.number(),
  weight: z.number(),
  /** Part of all requests, 0 to 1. */
  share: z.number(),
  /** Part of its places that its share of the declared traffic takes (requests per second x traffic.latency); missing without a latency. */
  busy: z.number().optional(),
});

export const workersSchema = z.object({
  instances: z.number(),
  /** None runs, because the queue is quiescent. */
  paused: z.boolean(),
  /** Jobs that one worker does at a time. */
  concurrency: z.number(),
  memory: z.number(),
  cpus: z.number().optional(),
  /** Jobs a second that one worker does at most; missing without flow control. */
  ceiling: z.number().optional(),
  /** Rows that a job writes. */
  writesPerJob: z.number(),
});

export const queueSchema = z.object({
  brokers: z.number(),
  maxItems: z.number(),
  /** Bytes that may wait. */
  maxBytes: z.number(),
  /** Jobs that arrive a second. */
  arrival: z.number(),
  /** Jobs a second that all workers do at most; missing without flow control. */
  drain: z.number().optional(),
  /** Seconds until a full queue is empty while jobs arrive; missing where it never is, or nobody knows. */
  emptyAfter: z.number().optional(),
  /** Seconds that it may take. */
  longestDrain: z.number(),
});

/** Rows a second that the database of the pages gets at most, against what its primary's disk takes. */
export const writesSchema = z.object({
  database: z.string(),
  machine: z.string(),
  /** Missing without flow control. */
  jobs: z.number().optional(),
  edits: z.number(),
  budget: z.number(),
  /** Bytes of log that so many rows write between two timed checkpoints; missing without flow control. */
  log: z.number().optional(),
  /** Bytes of log that the primary may write before a checkpoint is forced (`max_wal_size`). */
  logRoom: z.number(),
});

export const cacheSchema = z.object({
  servers: z.array(z.string()),
  /** Bytes for items of one server. */
  memory: z.number(),
  /** Pages read a second: what misses are a part of. */
  pages: z.number(),
  /** Random reads a second that the disks take which answer misses; missing where the pages' database is none. */
  readIops: z.number().optional(),
  /** Machines whose disks answer misses. */
  readers: z.array(z.string()),
});

/** Connections of one database, a rollout's extra tasks included. */
export const connectionsSchema = z.object({
  database: z.string(),
  /** Connections of all poolers to the leader; as many again for reads. */
  pool: z.number(),
  poolers: z.number(),
  /** Client connections that tiers and workers may open at the poolers. */
  clients: z.number(),
  /** Client connections that the poolers take. */
  clientRoom: z.number(),
  /** Connections that workers hold when every job waits. */
  workers: z.number(),
  /** Connections that end at the leader at most: both pools, one pooler of a rollout, and what is kept free of pools. */
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
  /** Seconds that a transaction may have been open when a switchover begins. */
  longestTransaction: z.number(),
  /** Bytes that the next primary may be behind. */
  maxLag: z.number(),
  /** Bytes of the smallest member. */
  memory: z.number(),
  /** MB/s (10^6 bytes) at which a new member is cloned. */
  cloneMBps: z.number(),
  /** Parts of the application whose tables it carries. */
  parts: z.array(z.string()),
});

/** The disk of a machine with database members. */
export const diskSchema = z.object({
  machine: z.string(),
  writeMBps: z.number(),
  readMBps: z.number(),
  writeIops: z.number(),
  readIops: z.number(),
  /** MB/s of the disk that write-ahead logs have to themselves; missing where they are on this one. */
  walMBps: z.number().optional(),
  /** Rows a second that it takes for good. */
  budget: z.number(),
  /** The databases that it carries, those led from it first. */
  leads: z.array(z.string()),
  follows: z.array(z.string()),
  /** Bytes of log that a member here may write before a checkpoint is forced (`max_wal_size`). */
  walLimit: z.number(),
  /** Bytes of log that it may keep, for a replica that is away as well. */
  walKept: z.number(),
  /** Bytes of the volume that the log is on; missing where no size is declared. */
  walVolume: z.number().optional(),
});

export const machineSchema = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  cores: z.number(),
  /** Bytes. */
  memory: z.number(),
  /** Bytes that the tasks take which are pinned here or are expected here, spread evenly as the engine does. */
  committed: z.number(),
  /** Cores that their limits add up to; tasks without a limit count nothing. */
  cpus: z.number(),
  /** Tasks by service. */
  tasks: z.record(z.string(), z.number()),
});

/** Memory of all machines with a role that services share which are not pinned. */
export const poolSchema = z.object({
  role: z.string(),
  machines: z.number(),
  /** Bytes that pinned services leave. */
  room: z.number(),
  /** Bytes that the services take. */
  taken: z.number(),
  /** Bytes that the extra tasks of their rollouts take besides. */
  surge: z.number(),
  /** Bytes of room on the machine that has the most: what goes with it when it is lost. */
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
