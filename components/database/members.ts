import { bytes, type Size } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import type { Machines } from "../machines/spec";
import { defaultMemory } from "./settings";
import type { DatabaseSpec } from "./spec";

/** A member of a database: its machine, and the memory and disks that it has there. */
export interface Member {
  readonly machine: string;
  /** The member's name, which is its host name. */
  readonly host: string;
  readonly memory: Size;
  readonly disk: Disk;
  readonly walDisk: WalDisk | undefined;
}

export const hostOf = (database: string, machine: string): string => `${database}-${machine}`;

/** The members of a database, the declared primary first. */
export function membersOf(database: string, { primary, replicas, memory }: DatabaseSpec, machines: Machines): Member[] {
  return [...new Set([primary, ...replicas])].map((machine) => {
    const known = Object.hasOwn(machines, machine) ? machines[machine] : undefined;
    return {
      machine,
      host: hostOf(database, machine),
      // An undeclared machine is a problem already; the largest possible memory avoids further problems.
      memory: memory ?? defaultMemory(known?.memory ?? "24 TiB"),
      disk: known?.disk ?? missingDisk,
      walDisk: known?.walDisk,
    };
  });
}

/** Completes the plan for a machine without a disk, which is a problem already. */
const missingDisk: Disk = { writeMBps: 1, readMBps: 1, writeIops: 1, readIops: 1, filesystem: "xfs" };

/** Memory of the smallest member. */
export const leastMemory = (members: readonly Member[]): Size =>
  members.map(({ memory }) => memory).reduce((a, b) => (bytes(b) < bytes(a) ? b : a));
