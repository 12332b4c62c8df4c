import * as z from "zod";
import { measuredVolume } from "./verifyDisk";

const server = z.object({
  tier: z.string(),
  address: z.string(),
  /** HAProxy's word: `UP`, `UP 1/2`, `DOWN`, `MAINT`. */
  status: z.string(),
  weight: z.number(),
  /** Requests in progress. */
  current: z.number(),
  /** Requests that wait for this server. */
  queued: z.number(),
});

const queue = z.object({ name: z.string(), ready: z.number(), unacked: z.number() });

const member = z.object({
  name: z.string(),
  role: z.string(),
  state: z.string(),
  /** Bytes behind the leader; missing for the leader and for a member that does not answer. */
  lagBytes: z.number().optional(),
});

const database = z.object({
  name: z.string(),
  leader: z.string().optional(),
  /** Whether Patroni is paused (`patronictl pause`): then nothing fails over. */
  paused: z.boolean().optional(),
  members: z.array(member),
});

/** The last result of a reconciler. */
const reconciler = z.object({
  /** The database that it reconciles. */
  database: z.string(),
  program: z.enum(["database", "backup"]),
  /** `unknown`: the reconciler cannot read the actual state. */
  state: z.enum(["converged", "differs", "refused", "unknown"]),
  /** Why the actual state is not as declared; when converged, what an operator should know or decide. */
  reasons: z.array(z.string()),
});

/** A measured volume and its declared values. */
const disk = z.object({
  member: z.string(),
  volume: z.enum(["data", "wal"]),
  /** Seconds since 1970. */
  at: z.number(),
  declared: measuredVolume.unwrap().partial(),
  measured: measuredVolume,
});

const worker = z.object({
  name: z.string(),
  /** Jobs per second in the last interval. */
  rate: z.number(),
  /** Jobs per second; missing without flow control. */
  limit: z.number().optional(),
  floor: z.number().optional(),
  ceiling: z.number().optional(),
  /** Mean of the last interval, in seconds; missing if nothing was committed. */
  commitLatency: z.number().optional(),
  /** Jobs that wait for the rate limit or for a database. */
  waiting: z.number(),
  /** Jobs that it runs at a time. */
  children: z.number(),
  /** Deliveries since it started, by result. */
  done: z.number(),
  failed: z.number(),
  returned: z.number(),
  /** Seconds since the database last answered; 0 while it does. */
  databaseAway: z.number(),
});

/** The outbox, as one of its relays sees it. */
const outbox = z.object({
  relay: z.string(),
  /** Jobs that wait; missing until the relay has counted them. */
  rows: z.number().optional(),
  maxRows: z.number(),
  /** Age of the oldest job, in seconds. */
  oldest: z.number(),
  /** Since the relay started: jobs that the broker confirmed, and attempts that it refused or did not confirm. */
  published: z.number(),
  refused: z.number(),
  /** Seconds for which the relay has waited for the queue or the database; 0 while both accept. */
  blocked: z.number(),
});

/** The backup repository of a database. Times are seconds since 1970; a time that does not exist yet is missing. */
const backup = z.object({
  database: z.string(),
  lastFull: z.number().optional(),
  lastDifferential: z.number().optional(),
  /** The earliest time that can be restored. */
  restorableFrom: z.number().optional(),
  /** When the newest file of the write-ahead log was archived. */
  archivedAt: z.number().optional(),
  /** Declared intervals, in seconds. */
  fullEvery: z.number().optional(),
  differentialEvery: z.number().optional(),
});

/** The line of JSON that `reconcilers/status.ts` prints: what the services of a cluster report about themselves. */
export const clusterStatus = z.object({
  servers: z.array(server),
  queues: z.array(queue),
  databases: z.array(database),
  reconcilers: z.array(reconciler).optional(),
  disks: z.array(disk),
  workers: z.array(worker),
  outboxes: z.array(outbox),
  backups: z.array(backup),
  /** Probes without an answer, with the reason. */
  silent: z.array(z.object({ url: z.string(), reason: z.string() })),
});
export type ClusterStatus = z.output<typeof clusterStatus>;
export type ServerStatus = z.output<typeof server>;
export type QueueStatus = z.output<typeof queue>;
export type DatabaseStatus = z.output<typeof database>;
export type ReconcilerStatus = z.output<typeof reconciler>;
export type DiskStatus = z.output<typeof disk>;
export type WorkerStatus = z.output<typeof worker>;
export type OutboxStatus = z.output<typeof outbox>;
export type BackupStatus = z.output<typeof backup>;
