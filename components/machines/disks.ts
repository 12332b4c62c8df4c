import type * as z from "zod";
import { type DeclaredVolume, diskMetrics } from "../../contracts/diskMeasurements";
import { line, oneOf, section, size, whole } from "../declaration/schema";

/** The capabilities of a disk. */
const disk = {
  /** Sequential writes in MB/s (10^6 bytes). */
  writeMBps: whole(1, 100_000),
  /** Sequential reads in MB/s (10^6 bytes). */
  readMBps: whole(1, 100_000),
  /** Random writes of 8 KiB per second at a queue depth of 32. */
  writeIops: whole(1, 10_000_000),
  /** Random reads of 8 KiB per second at a queue depth of 32. */
  readIops: whole(1, 10_000_000),
  /**
   * Commits per second of one session: writes of 8 KiB with a flush after each (`pg_test_fsync`, fdatasync). Only `npm
   * run verify-disk` uses it.
   * @default not compared
   */
  fsyncs: whole(1, 1_000_000).optional(),
  /** File system of the block device. @default "xfs" */
  filesystem: oneOf("xfs", "ext4").default("xfs"),
  /** Block device that holds the volume. One device holds one volume. @default the engine's own volume folder */
  device: line('the path of a block device, such as "/dev/sdb"', /^\/dev(\/(?!\.{1,2}(\/|$))[\w.:+@=-]+)+$/).optional(),
};

const volumeSize = () => size("1 GiB", "1024 TiB");

/** The disk of a member's data, and of its write-ahead log unless the log has its own disk. */
export const diskSchema = section({
  ...disk,
  /**
   * Size of a member's volume. If it is declared, the write-ahead log takes at most a fifth of it.
   * @default unknown: only the throughput limits the log
   */
  size: volumeSize().optional(),
});

/** A disk for write-ahead logs only. Commits are written sequentially there and do not wait for writes of pages. */
export const walDiskSchema = section({
  ...disk,
  /** Size of a member's volume, from which the size of the log is derived. */
  size: volumeSize(),
});

export type WalDisk = z.output<typeof walDiskSchema>;
export type Disk = z.output<typeof diskSchema>;
export type DiskDeclaration = z.input<typeof diskSchema>;

/** The metrics of a declared disk, without its device, file system and size. */
export function declaredVolume(disk: Disk): DeclaredVolume {
  return Object.fromEntries(
    diskMetrics.flatMap((metric) => (disk[metric] === undefined ? [] : [[metric, disk[metric]]])),
  );
}

/**
 * Profiles of common hardware as a first estimate; a measurement of the machine itself is better (`npm run
 * verify-disk`). The values come from data sheets and RAID arithmetic (RAID 10 of eight disks reads from eight and
 * writes to four), rounded down.
 */
export const disks = {
  /**
   * One 7,200 rpm SATA disk. Seagate Constellation ES (2009) data sheet: 140 MB/s sustained, 8.5 ms seek + 4.2 ms
   * latency: 78 IOPS.
   */
  sata7k2: { writeMBps: 120, readMBps: 120, writeIops: 75, readIops: 75 },
  /**
   * Eight 15,000 rpm SAS disks in RAID 10. Seagate Cheetah 15K.7 (2009) data sheet: 122-204 MB/s, 3.4 ms + 2 ms: 185
   * IOPS each.
   */
  sas15kRaid10: { writeMBps: 480, readMBps: 960, writeIops: 740, readIops: 1_480 },
  /**
   * One SATA SSD with power-loss protection. Intel S4510 480 GB data sheet: 490/560 MB/s, 18,000/95,000 IOPS (4 KiB),
   * halved for 8 KiB.
   */
  ssdSata: { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 },
  /** One NVMe SSD. Samsung PM9A3 960 GB data sheet: 1,500/6,500 MB/s, 70,000/580,000 IOPS (4 KiB), halved for 8 KiB. */
  nvme: { writeMBps: 1_500, readMBps: 6_500, writeIops: 35_000, readIops: 290_000 },
} as const satisfies Record<string, DiskDeclaration>;
