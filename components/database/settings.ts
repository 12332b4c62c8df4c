import { bytes, kibibytes, mebibytes, type Size } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import { clamp } from "./clamp";
import { walBounds } from "./writeAheadLog";

/**
 * PostgreSQL settings by name, derived from a member's memory and disk. Chapters are those of the PostgreSQL 17 manual.
 * Memory is divided into quarters: shared buffers, the connections themselves, sorts, and the rest for maintenance and
 * the operating system's cache.
 */
export type Settings = Readonly<Record<string, string | number>>;

/** Connections that are reserved for replication and clones, Patroni, the reconciler and an administrator. */
export const reservedConnections = 10;

/**
 * Default memory of a member: a quarter of the machine's memory, so that a larger machine gets a larger member. The
 * rest is for a member of another database and for poolers.
 */
export function defaultMemory(machine: Size): Size {
  return `${Math.max(256, Math.floor(mebibytes(machine) / 4))} MiB`;
}

/**
 * `max_connections`: one for each 4 MiB of memory, at most 1,000. A backend costs 2 MiB with huge pages and up to 8 MiB
 * without, before it sorts anything (A. Freund, "Measuring the Memory Overhead of a Postgres Connection", 2020), and a
 * pool seldom uses half of its connections at once. It depends on memory instead of the pool, because a change restarts
 * every member (20.3) and pools change often.
 */
export function maxConnections(memory: Size): number {
  return clamp(mebibytes(memory) / 4, 20, 1_000);
}

/** Settings derived from a member's memory. */
export function memorySettings(memory: Size): Settings {
  const total = mebibytes(memory);
  return {
    // A quarter: "a reasonable starting value" (19.4).
    shared_buffers: `${clamp(total / 4, 32, 1_048_576)}MB`,
    // The planner's estimate of shared buffers and the operating system's cache together (19.7.2): three quarters.
    effective_cache_size: `${clamp((total * 3) / 4, 64, 4_194_304)}MB`,
    // A twentieth: larger than work_mem, because one session at a time uses it (19.4)...
    maintenance_work_mem: `${clamp(total / 20, 16, 2_048)}MB`,
    // ...and half of that for each of three autovacuum workers, which would otherwise use maintenance_work_mem each.
    autovacuum_work_mem: `${clamp(total / 40, 16, 1_024)}MB`,
  };
}

/**
 * `work_mem`: a quarter of memory, divided by the connections of the pool with two sorts or hashes each, because a
 * statement may run several at once (19.4). Between 1 and 256 MiB. It can be reloaded, so the reconciler sets it and a
 * change of the pool restarts no member.
 */
export function workMemory(memory: Size, connections: number): string {
  return `${clamp(kibibytes(memory) / 4 / (2 * connections), 1_024, 262_144)}kB`;
}

/** Settings derived from the declared disk, and from the disk of the write-ahead log if it has its own. */
export function diskSettings(disk: Disk, walDisk?: WalDisk): Settings {
  const rotating = disk.readIops < 5_000;
  const wal = walBounds(disk, walDisk);
  return {
    max_wal_size: `${wal.maxSize}MB`,
    min_wal_size: `${wal.minSize}MB`,
    max_slot_wal_keep_size: `${wal.slotKeepSize}MB`,
    // Each checkpoint causes new full-page images, so fewer checkpoints write less (28.5). Recovery replays up to this
    // time.
    checkpoint_timeout: "5min",
    // A checkpoint spreads its writes over nine tenths of the time until the next one. This is the default since
    // version 14.
    checkpoint_completion_target: 0.9,
    // Pages that a process flushes to the disk at once (19.4, 19.5): what the disk writes in 20 ms, because a commit
    // waits behind them. Backends flush their writes too. Otherwise these writes collect in the page cache, and every
    // commit waits for the checkpoint's fsync.
    checkpoint_flush_after: `${8 * clamp(disk.writeIops / 50, 1, 32)}kB`,
    bgwriter_flush_after: `${8 * clamp(disk.writeIops / 50, 1, 64)}kB`,
    backend_flush_after: `${8 * clamp(disk.writeIops / 50, 1, 64)}kB`,
    // Autovacuum and autoanalyze may dirty pages at a tenth of the disk's write rate. Each dirty page is written twice:
    // to the log, and by the next checkpoint. By default a page costs 20 of 100,000 per second, which is 5,000 pages:
    // one ANALYZE occupies a slow disk for seconds. The budget of 2,000 per 20 ms equals the default of 100,000 per
    // second, so reads cost the same. The delay is long enough for one expensive page (at most four delays; 19.4.4).
    autovacuum_vacuum_cost_delay: "20ms",
    autovacuum_vacuum_cost_limit: 2_000,
    vacuum_cost_page_dirty: clamp(100_000 / (disk.writeIops / 10), 20, 10_000),
    // Compresses full-page images if the log's disk is slower than 500 MB/s and therefore scarcer than the processor.
    wal_compression: (walDisk ?? disk).writeMBps < 500 ? "lz4" : "off",
    // On a rotating disk, a random page costs four sequential pages; on an SSD, hardly more than one (19.7.2).
    random_page_cost: rotating ? 4 : 1.1,
    // Requests that the disk processes in parallel: for an array one per spindle, of about 185 operations/s each;
    // hundreds for SSDs (19.4).
    effective_io_concurrency: rotating ? clamp(disk.readIops / 185, 1, 64) : 200,
    // The same for maintenance, which serves many sessions: at least the default of 10 (19.4).
    maintenance_io_concurrency: rotating ? clamp(disk.readIops / 185, 10, 64) : 200,
  };
}

/**
 * Size of `/dev/shm` for parallel queries, which counts as memory of the member: an eighth, at least 64 MiB (Docker's
 * default).
 */
export function sharedMemory(memory: Size): Size {
  return `${Math.max(64, Math.floor(bytes(memory) / 8 / 2 ** 20))} MiB`;
}
