import * as z from "zod";

/** What was measured of a volume. */
export const measuredFigures = z.object({
  writeMBps: z.number(),
  readMBps: z.number(),
  writeIops: z.number(),
  readIops: z.number(),
  fsyncs: z.number(),
});

/** The line of JSON that `reconcilers/status.ts` prints. What is not known there is left out here. */
export const clusterStatus = z.object({
  servers: z.array(
    z.object({
      tier: z.string(),
      address: z.string(),
      status: z.string(),
      weight: z.number(),
      current: z.number(),
      queued: z.number(),
    }),
  ),
  queues: z.array(z.object({ name: z.string(), ready: z.number(), unacked: z.number() })),
  databases: z.array(
    z.object({
      name: z.string(),
      leader: z.string().optional(),
      members: z.array(
        z.object({ name: z.string(), role: z.string(), state: z.string(), lagBytes: z.number().optional() }),
      ),
    }),
  ),
  disks: z.array(
    z.object({
      member: z.string(),
      volume: z.enum(["data", "wal"]),
      at: z.number(),
      declared: measuredFigures.partial(),
      measured: measuredFigures,
    }),
  ),
  workers: z.array(
    z.object({
      name: z.string(),
      rate: z.number(),
      limit: z.number().optional(),
      floor: z.number().optional(),
      ceiling: z.number().optional(),
      commitLatency: z.number().optional(),
      waiting: z.number(),
      children: z.number(),
      done: z.number(),
      failed: z.number(),
      returned: z.number(),
      databaseAway: z.number(),
    }),
  ),
  /** The outbox, as each of its relays sees it. Rows and age are missing until a relay has counted them. */
  outboxes: z.array(
    z.object({
      relay: z.string(),
      rows: z.number().optional(),
      maxRows: z.number(),
      oldest: z.number(),
      published: z.number(),
      refused: z.number(),
      blocked: z.number(),
    }),
  ),
  backups: z.array(
    z.object({
      database: z.string(),
      lastFull: z.number().optional(),
      lastDifferential: z.number().optional(),
      restorableFrom: z.number().optional(),
      archivedAt: z.number().optional(),
    }),
  ),
  silent: z.array(z.object({ url: z.string(), reason: z.string() })),
});
export type ClusterStatus = z.output<typeof clusterStatus>;
