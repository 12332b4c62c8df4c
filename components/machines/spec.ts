import type * as z from "zod";
import { list, oneOf, section, size, whole } from "../declaration/schema";
import { diskSchema, walDiskSchema } from "./disks";

/** What a machine may run; services without a place of their own go to any machine with their role. */
export const roles = ["edge", "router", "web", "cache", "queue", "worker", "etcd", "database", "backup"] as const;
export type Role = (typeof roles)[number];

/** A machine of the inventory. The engine's node carries it by the label `apture.machine.<name>=true`. */
export const machineSchema = section({
  /** What it may run. */
  roles: list(oneOf(...roles), 1, roles.length),
  /** CPU cores. Range 1-512. */
  cores: whole(1, 512),
  memory: size("256 MiB", "24 TiB"),
  /** The disk that database volumes are on. Needed on machines with the role database. */
  disk: diskSchema.optional(),
  /**
   * A disk of their own for the write-ahead logs of its databases' members; a log moves there when its member restarts. Without the disk it
   * cannot start again: to give it up, take the member away, delete its volumes, and add it again. @default they are on `disk`
   */
  walDisk: walDiskSchema.optional(),
});

export type MachineSpec = z.output<typeof machineSchema>;
export type Machines = Readonly<Record<string, MachineSpec>>;
