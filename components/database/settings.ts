import { bytes, kibibytes, mebibytes, type Size } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import { clamp } from "./clamp";
import { walBounds } from "./writeAheadLog";

/**
 * PostgreSQL's settings, derived from a member's memory and disk. Chapters are those of the PostgreSQL 17 manual. Memory is shared out in
 * quarters: buffers, what connections need of themselves, sorts, and the rest for maintenance and the cache of the operating system.
 */
export type Settings = Readonly<Record<string, string | number>>;

/** Connections besides the pools': replication and clones, Patroni, the reconciler, an administrator. */
export const reservedConnections = 10;

/**
 * Memory of a member where none is declared: a quarter of its machine's, so that a larger machine brings a larger member. Room stays for a
 * second database's member and for poolers.
 */
export function defaultMemory(machine: Size): Size {
  return `${Math.max(256, Math.floor(mebibytes(machine) / 4))} MiB`;
}

/**
 * `max_connections`: one for each 4 MiB of memory, 1,000 at most. A backend costs 2 MiB with huge pages and up to 8 MiB without, before it
 * sorts anything (A. Freund, "Measuring the Memory Overhead of a Postgres Connection", 2020), and a pool seldom uses half of its
 * connections at once. It follows memory and not the pool, because a change of it restarts every member (20.3) and a pool is changed often.
 */
export function maxConnections(memory: Size): number {
  return clamp(mebibytes(memory) / 4, 20, 1_000);
}

/** Settings that follow from a member's memory. */
export function memorySettings(memory: Size): Settings {
  const total = mebibytes(memory);
  return {
    // A quarter: "a reasonable starting value" (19.4).
    shared_buffers: `${clamp(total / 4, 32, 1_048_576)}MB`,
    // Buffers and the cache of the operating system together, as the planner should see them (19.7.2): three quarters.
    effective_cache_size: `${clamp((total * 3) / 4, 64, 4_194_304)}MB`,
    // A twentieth (19.4: larger than work_mem, for one session at a time)...
    maintenance_work_mem: `${clamp(total / 20, 16, 2_048)}MB`,
    // ...and half of that for each of three autovacuum workers, which would take maintenance_work_mem each.
    autovacuum_work_mem: `${clamp(total / 40, 16, 1_024)}MB`,
  };
}

/**
 * `work_mem`: a quarter of memory, shared by the pool's connections with two sorts or hashes each; a statement may run several at once
 * (19.4). Between 1 and 256 MiB. May be reloaded, so the reconciler keeps it and a changed pool restarts no member.
 */
export function workMemory(memory: Size, connections: number): string {
  return `${clamp(kibibytes(memory) / 4 / (2 * connections), 1_024, 262_144)}kB`;
}

/** Settings that follow from the declared disk, and from that of the write-ahead log where it has its own. */
export function diskSettings(disk: Disk, walDisk?: WalDisk): Settings {
  const rotating = disk.readIops < 5_000;
  const wal = walBounds(disk, walDisk);
  return {
    max_wal_size: `${wal.most}MB`,
    min_wal_size: `${wal.kept}MB`,
    max_slot_wal_keep_size: `${wal.forReplicas}MB`,
    // Full-page images are written once a checkpoint, so few checkpoints write less (28.5); recovery replays up to this much.
    checkpoint_timeout: "5min",
    // A checkpoint's writes are spread over nine tenths of the time until the next one: the default since 14, and named because it matters.
    checkpoint_completion_target: 0.9,
    // Pages that a process hands to the disk at once (19.4, 19.5): what it writes in 20 ms, for so long a commit waits behind them. What
    // backends write, too, so that nothing gathers in the page cache until the checkpoint's fsync, which every commit would wait for.
    checkpoint_flush_after: `${8 * clamp(disk.writeIops / 50, 1, 32)}kB`,
    bgwriter_flush_after: `${8 * clamp(disk.writeIops / 50, 1, 64)}kB`,
    backend_flush_after: `${8 * clamp(disk.writeIops / 50, 1, 64)}kB`,
    // Autovacuum and autoanalyze may dirty as many pages as are a tenth of the disk's writes: each is written twice, to the log and by the next
    // checkpoint. The default charges 20 for a page, of 100,000 a second: 5,000 pages, an ANALYZE that fills a slow disk for seconds. The
    // budget stays (2,000 each 20 ms), so reading costs what it did; a nap is long enough for one expensive page (four delays at most; 19.4.4).
    autovacuum_vacuum_cost_delay: "20ms",
    autovacuum_vacuum_cost_limit: 2_000,
    vacuum_cost_page_dirty: clamp(100_000 / (disk.writeIops / 10), 20, 10_000),
    // Full-page images are compressed where the log's disk is nearer to its limit than the processor: below 500 MB/s.
    wal_compression: (walDisk ?? disk).writeMBps < 500 ? "lz4" : "off",
    // Where a head has to move, a random page costs four sequential ones; where none has, hardly more than one (19.7.2).
    random_page_cost: rotating ? 4 : 1.1,
    // Requests that the disk works on at once: for an array its spindles, of about 185 operations/s each; hundreds for SSDs (19.4).
    effective_io_concurrency: rotating ? clamp(disk.readIops / 185, 1, 64) : 200,
    // The same for maintenance, which runs for many sessions at once: the default of 10 at least (19.4).
    maintenance_io_concurrency: rotating ? clamp(disk.readIops / 185, 10, 64) : 200,
  };
}

/** Shared memory of parallel queries, a memory file system that counts as the member's memory: an eighth, 64 MiB at least (Docker's default). */
export function sharedMemory(memory: Size): Size {
  return `${Math.max(64, Math.floor(bytes(memory) / 8 / 2 ** 20))} MiB`;
}
