import { bytes, formatSize, mebibytes, type Size } from "../plan/units";
import type { Disk } from "./disks";

/** PostgreSQL settings by name. */
export type Settings = Readonly<Record<string, string | number>>;

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, Math.floor(value)));

/**
 * Connections that a member takes: the pools for writes and for reads may both end at the leader while no replica serves, with ten more
 * for replication, Patroni, the reconciler and an administrator. Must be equal on all members (PostgreSQL 17, 26.4.1).
 */
export function maxConnections(connections: number): number {
  return 2 * connections + 10;
}

/** Memory settings of one member. */
export function memorySettings(memory: Size, connections: number): Settings {
  const total = mebibytes(memory);
  return {
    // A quarter of memory: PostgreSQL 17, 19.4, "a reasonable starting value".
    shared_buffers: `${clamp(total / 4, 32, 1_048_576)}MB`,
    // What the cache of the operating system adds: PostgreSQL 17, 19.7.2; three quarters is the usual rule.
    effective_cache_size: `${clamp((total * 3) / 4, 64, 4_194_304)}MB`,
    // A quarter of memory shared by every connection, each with two sorts: 19.4 warns that work_mem is used many times over.
    work_mem: `${clamp(total / 4 / (2 * maxConnections(connections)), 1, 1_024)}MB`,
    // A twentieth; autovacuum runs three of it at once.
    maintenance_work_mem: `${clamp(total / 20, 16, 2_048)}MB`,
    autovacuum_work_mem: `${clamp(total / 40, 16, 1_024)}MB`,
  };
}

/** Settings that follow from the declared disk. */
export function diskSettings(disk: Disk): Settings {
  const rotating = disk.readIops < 5_000;
  return {
    // Room for one minute of the disk's whole write throughput, so that checkpoints come by time, not by size: PostgreSQL 17, 28.5.
    max_wal_size: `${clamp((disk.writeMBps * 60) / 1.049, 512, 16_384)}MB`,
    min_wal_size: `${clamp((disk.writeMBps * 10) / 1.049, 80, 2_048)}MB`,
    checkpoint_timeout: "5min",
    // Writes spread over nine tenths of the time between checkpoints; the default since 14.
    checkpoint_completion_target: 0.9,
    // Full-page images compressed where the disk is nearer to its limit than the processor: below 500 MB/s.
    wal_compression: disk.writeMBps < 500 ? "lz4" : "off",
    // A random page costs four sequential ones where a head has to move, hardly more than one where none does: 19.7.2.
    random_page_cost: rotating ? 4 : 1.1,
    // Requests that the disk works on at once; for an array, its spindles (about 185 operations each): 19.4.
    effective_io_concurrency: rotating ? clamp(disk.readIops / 185, 1, 64) : 200,
  };
}

/** Shared memory for parallel queries, as a file system of its own: an eighth of the member's memory. */
export function sharedMemory(memory: Size): Size {
  return formatSize(Math.max(bytes("64 MiB"), Math.floor(bytes(memory) / 8)));
}
