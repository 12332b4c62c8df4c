import { mebibytes } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import { clamp } from "./clamp";

/** What bounds a member's write-ahead log, in MiB. Chapters are those of the PostgreSQL 17 manual. */
export interface WalBounds {
  /**
   * `max_wal_size`: a checkpoint comes early rather than that the log outgrows it (28.5). Room for a minute of what the log's disk writes,
   * 512 MB to 16 GB, so that checkpoints come by time and not by size; never more than its share of a volume whose size is declared.
   */
  readonly most: number;
  /**
   * `min_wal_size`: log files kept for reuse: as much as 15 seconds write, 512 MB to 4 GB. Each new one is filled with zeros first
   * (28.5), and on a slow disk every commit waits for that.
   */
  readonly kept: number;
  /**
   * `max_slot_wal_keep_size`: what is kept for a replica that is away (19.6.1). Without it, a lost replica fills the leader's disk, and the
   * database stops. As much as `most`: a minute of the fastest writing, hours of the usual one. A replica that needs more is cloned again.
   */
  readonly forReplicas: number;
}

/**
 * Part of a volume that `most` and `forReplicas` may take, each. At a checkpoint the log has what replicas need, and grows by `most` until
 * the next one, so both count. On a volume of its own a fifth stays free: `max_wal_size` is no hard limit (28.5), and an archive that is
 * away holds log back. Beside the data, nine tenths of which are for tables, it is a tenth.
 */
const shares = { own: 0.4, shared: 0.1 } as const;

export function walBounds(disk: Disk, walDisk: WalDisk | undefined): WalBounds {
  const { writeMBps } = walDisk ?? disk;
  const share = walShare(disk, walDisk);
  const fits = (least: number, value: number, most: number) => Math.min(share, clamp(value, least, most));
  const most = fits(512, (writeMBps * 60e6) / 2 ** 20, 16_384);
  return { most, kept: Math.min(most, fits(512, (writeMBps * 15e6) / 2 ** 20, 4_096)), forReplicas: most };
}

function walShare(disk: Disk, walDisk: WalDisk | undefined): number {
  if (walDisk !== undefined) return Math.floor(shares.own * mebibytes(walDisk.size));
  return disk.size === undefined ? Infinity : Math.floor(shares.shared * mebibytes(disk.size));
}

/**
 * `initdb --wal-segsize`, in MiB: what the log's disk writes in 0.2 s, as a power of two from 1 to 16, PostgreSQL's default. A leader that takes
 * over writes a whole file of the log before it takes writes (0.7 s for 16 MiB at 24 MB/s, measured), and so does whoever begins a new one (1.4 s of
 * waiting edits for 4 MiB at 5 MB/s, measured). Fixed when the database is founded.
 */
export function walSegment(disk: Disk, walDisk: WalDisk | undefined): number {
  return 2 ** clamp(Math.log2((walDisk ?? disk).writeMBps * 0.2), 0, 4);
}
