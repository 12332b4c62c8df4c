import type * as z from "zod";
import { list, oneOf, section, size, whole } from "../declaration/schema";
import { diskSchema, walDiskSchema } from "./disks";

/**
 * The kinds of services that a machine may run. Services without a declared machine run on any machine with their role.
 */
export const roles = ["edge", "router", "web", "cache", "queue", "worker", "etcd", "database", "backup"] as const;
export type Role = (typeof roles)[number];

/** A machine of the inventory. Its swarm node has the label `apture.machine.<name>=true`. */
export const machineSchema = section({
  /** The kinds of services that it may run. */
  roles: list(oneOf(...roles), 1, roles.length),
  /** CPU cores. */
  cores: whole(1, 512),
  /** Memory for all its services. */
  memory: size("256 MiB", "24 TiB"),
  /** The disk of the data volumes. Required if a database has a member on the machine. @default unknown */
  disk: diskSchema.optional(),
  /**
   * A separate disk for the write-ahead logs. When it is added, a member moves its log there at its next restart. A
   * member cannot start without a disk that it had: to remove the disk, remove the member, delete its volumes and add
   * the member again. @default the logs are on `disk`
   */
  walDisk: walDiskSchema.optional(),
});

export type MachineSpec = z.output<typeof machineSchema>;
export type Machines = Readonly<Record<string, MachineSpec>>;
