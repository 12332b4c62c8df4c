import type * as z from "zod";
import { backupsSchema, restoreFromSchema } from "../backup/spec";
import { duration, flag, line, list, name, oneOf, section, size, whole } from "../declaration/schema";
import { overridesSchema } from "./overrides";

/** A database: a primary and its replicas under Patroni, with a pooler in front that follows the leader. */
export const databaseSchema = section({
  /** Machine of the member that leads. Another name here is a switchover. */
  primary: name(),
  /** Machines of the members that follow. */
  replicas: list(name(), 0, 8).default([]),
  /** A write is acknowledged only when a replica has it too: no failover loses it. @default false */
  synchronous: flag().default(false),
  /** Why a failover may lose writes, where it may: production is asked for it. @default none */
  asynchronousBecause: line("a sentence that says why").optional(),
  /**
   * After a failover, when the declared primary follows again: "automatic" moves the lead back to it, "manual" leaves it where it is and
   * says so, until another primary is declared. @default "manual"
   */
  failback: oneOf("manual", "automatic").default("manual"),
  /** A switchover is refused while a transaction has been open for longer: it would be cut off. 1 s to 1 h. @default "10 s" */
  longestTransaction: duration("1 s", "1 h").default("10 s"),
  /**
   * MB/s (10^6 bytes) at which a new member is cloned, from a replica where there is one: the rest of the disk is for those who use it.
   * 1 to 1,000. @default a quarter of what the slowest of the members' disks reads or writes
   */
  cloneMBps: whole(1, 1_000).optional(),
  /**
   * Connections of all poolers together to the leader, and as many to the replicas for reads. While no replica serves, the leader accepts both,
   * and in a rollout those of one extra pooler: all must fit a member's `max_connections`, which follows its memory. Range 4-495.
   */
  connections: whole(4, 495),
  /** A replica that is further behind serves no reads. @default "16 MiB" */
  maxLag: size("8 KiB", "16 GiB").default("16 MiB"),
  /** Memory of one member; a quarter becomes shared buffers. @default a quarter of its machine's */
  memory: size("256 MiB", "12 TiB").optional(),
  /** PgBouncer processes. Range 1-16. @default 1 */
  poolers: whole(1, 16).default(1),
  /**
   * PostgreSQL settings by name, instead of those that follow from memory and disk: `{ checkpoint_timeout: "15min" }`. A change restarts the
   * members one after the other. @default none
   */
  settings: overridesSchema.default({}),
  /** Backups, and the archive of the write-ahead log. @default none */
  backups: backupsSchema.optional(),
  /** What it begins with: another database as it was. Written by `npm run restore`. @default nothing */
  restoreFrom: restoreFromSchema.optional(),
});

export type DatabaseDeclaration = z.input<typeof databaseSchema>;
export type DatabaseSpec = z.output<typeof databaseSchema>;
