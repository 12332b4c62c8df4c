import { mebibytes } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import { clamp } from "./clamp";

/** Limits of a member's write-ahead log, in MiB. Chapters are those of the PostgreSQL 17 manual. */
export interface WalBounds {
  /**
   * `max_wal_size`: a checkpoint starts early when the log approaches this size (28.5). It is what the log's disk
   * writes in one minute, 512 MB to 16 GB, so that checkpoints are usually timed. It never exceeds the log's share of a
   * volume with a declared size.
   */
  readonly maxSize: number;
  /**
   * `min_wal_size`: log files that are retained for reuse, as much as the disk writes in 15 s, 512 MB to 4 GB. A new
   * file is filled with zeros first (28.5), and on a slow disk every commit waits for that.
   */
  readonly minSize: number;
  /**
   * `max_slot_wal_keep_size`: log that is retained for a disconnected replica (19.6.1). Without a limit, a lost replica
   * fills the leader's disk and the database stops. The same size as `maxSize`: one minute at the highest write rate,
   * hours at the usual rate. A replica that needs more is cloned again.
   */
  readonly slotKeepSize: number;
}

/**
 * Share of a volume for `maxSize` and for `slotKeepSize`, each. Both count: at a checkpoint the log holds what replicas
 * need, and until the next checkpoint it grows by `maxSize`. A separate volume leaves a fifth free, because
 * `max_wal_size` is a soft limit (28.5) and an unreachable archive retains log. On a shared volume, the log gets a
 * tenth for each and tables get the rest.
 */
const shares = { own: 0.4, shared: 0.1 } as const;

export function walBounds(disk: Disk, walDisk: WalDisk | undefined): WalBounds {
  const { writeMBps } = walDisk ?? disk;
  const share = walShare(disk, walDisk);
  const fits = (least: number, value: number, most: number) => Math.min(share, clamp(value, least, most));
  const maxSize = fits(512, (writeMBps * 60e6) / 2 ** 20, 16_384);
  return {
    maxSize,
    minSize: Math.min(maxSize, fits(512, (writeMBps * 15e6) / 2 ** 20, 4_096)),
    slotKeepSize: maxSize,
  };
}

function walShare(disk: Disk, walDisk: WalDisk | undefined): number {
  if (walDisk !== undefined) return Math.floor(shares.own * mebibytes(walDisk.size));
  return disk.size === undefined ? Infinity : Math.floor(shares.shared * mebibytes(disk.size));
}

/**
 * `initdb --wal-segsize`, in MiB: what the log's disk writes in 0.2 s, as a power of two from 1 to 16 (PostgreSQL's
 * default). A new leader writes a whole segment before it accepts writes (0.7 s for 16 MiB at 24 MB/s, measured), and
 * so does every session that starts a new segment (edits waited 1.4 s for 4 MiB at 5 MB/s, measured). The size is fixed
 * when the database is bootstrapped.
 */
export function walSegment(disk: Disk, walDisk: WalDisk | undefined): number {
  return 2 ** clamp(Math.log2((walDisk ?? disk).writeMBps * 0.2), 0, 4);
}
