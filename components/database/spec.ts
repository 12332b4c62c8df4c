import type * as z from "zod";
import { backupsSchema, restoreFromSchema } from "../backup/spec";
import { duration, flag, list, name, oneOf, reason, section, size, whole } from "../declaration/schema";
import { overridesSchema } from "./overrides";

/** A database: a primary and its replicas under Patroni, behind poolers that follow the leader. */
export const databaseSchema = section({
  /** Machine of the member that leads. A change is a planned switchover. */
  primary: name(),
  /** Machines of the replicas. At most 8. @default none */
  replicas: list(name(), 0, 8).default([]),
  /** Whether a write is acknowledged only after a replica has it, so that no failover loses it. @default false */
  synchronous: flag().default(false),
  /** Why a failover may lose writes. A policy requires it in production if `synchronous` is false. @default none */
  asynchronousBecause: reason().optional(),
  /**
   * What happens when the declared primary has caught up after a failover: `automatic` switches back to it. `manual`
   * reports it and leaves the leader where it is, until another primary is declared. @default "manual"
   */
  failback: oneOf("manual", "automatic").default("manual"),
  /**
   * A switchover is refused while a transaction has been open for longer, because it would be aborted.
   * @default "10 s"
   */
  longestTransaction: duration("1 s", "1 h").default("10 s"),
  /**
   * Rate in MB/s (10^6 bytes) at which a new member is cloned, from a replica if there is one. It limits the load on
   * the disks.
   * @default a quarter of the throughput of the slowest disk of the members
   */
  cloneMBps: whole(1, 1_000).optional(),
  /**
   * Connections of all poolers together to the leader, and as many to the replicas for reads. While no replica serves,
   * the leader accepts both, and in a rollout those of one extra pooler: all must fit a member's `max_connections`,
   * which follows its memory.
   */
  connections: whole(4, 495),
  /** Largest lag of a replica that serves reads. @default "16 MiB" */
  maxLag: size("8 KiB", "16 GiB").default("16 MiB"),
  /** Memory of one member; a quarter of it becomes shared buffers. @default a quarter of its machine's memory */
  memory: size("256 MiB", "12 TiB").optional(),
  /** PgBouncer processes. @default 1 */
  poolers: whole(1, 16).default(1),
  /**
   * PostgreSQL settings by name, which override the settings derived from memory and disk: `{ checkpoint_timeout:
   * "15min" }`. A change restarts the members one after the other. @default none
   */
  settings: overridesSchema.default({}),
  /** Backups, and the archive of the write-ahead log. @default none */
  backups: backupsSchema.optional(),
  /**
   * The backups of another database from which this one is restored. `npm run restore` writes it. @default none: an
   * empty database
   */
  restoreFrom: restoreFromSchema.optional(),
});

export type DatabaseDeclaration = z.input<typeof databaseSchema>;
export type DatabaseSpec = z.output<typeof databaseSchema>;
