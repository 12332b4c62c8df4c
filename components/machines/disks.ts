import type * as z from "zod";
import { type DeclaredVolume, diskMetrics } from "../../contracts/diskMeasurements";
import { line, oneOf, section, size, whole } from "../declaration/schema";

/** A disk as it is declared: what it can stream and how many operations it does. */
const disk = {
  /** Sequential writes, MB/s (10^6 bytes). */
  writeMBps: whole(1, 100_000),
  /** Sequential reads, MB/s. */
  readMBps: whole(1, 100_000),
  /** Random 8 KiB writes a second, 32 at a time. */
  writeIops: whole(1, 10_000_000),
  /** Random 8 KiB reads a second, 32 at a time. */
  readIops: whole(1, 10_000_000),
  /**
   * Commits a second of one session: a page of 8 KiB written and flushed, one after the other (`pg_test_fsync`, fdatasync). Only
   * `npm run verify-disk` uses it. @default not compared
   */
  fsyncs: whole(1, 1_000_000).optional(),
  /** File system of the volume, where a device is named. @default "xfs" */
  filesystem: oneOf("xfs", "ext4").default("xfs"),
  /** Block device that holds the volume, of one member alone. @default the engine's own volume folder */
  device: line("the path of a block device").optional(),
};

/** The room that a member's volume has. */
const room = () => size("1 GiB", "1024 TiB");

/** The disk of a member's data, and of its write-ahead log unless that has its own. */
export const diskSchema = section({
  ...disk,
  /** Room of a member's volume; the write-ahead log then takes a fifth of it at most. @default unknown: the log is bounded by throughput alone */
  size: room().optional(),
});

/** A disk for write-ahead logs alone: what is committed is written in sequence there, and never waits behind pages. */
export const walDiskSchema = section({
  ...disk,
  /** Room of a member's volume, all of it for the log: what may be kept follows from it. */
  size: room(),
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
 * Profiles of common hardware, to start a declaration from; the machine's own measurement is better. Figures are of data sheets and of
 * the RAID arithmetic over them (RAID 10 of eight: reads from eight, writes to four), rounded down.
 */
export const disks = {
  /** One 7,200 rpm SATA disk. Seagate Constellation ES (2009) data sheet: 140 MB/s sustained, 8.5 ms seek + 4.2 ms latency: 78 IOPS. */
  sata7k2: { writeMBps: 120, readMBps: 120, writeIops: 75, readIops: 75 },
  /** Eight 15,000 rpm SAS disks in RAID 10. Seagate Cheetah 15K.7 (2009) data sheet: 122-204 MB/s, 3.4 ms + 2 ms: 185 IOPS each. */
  sas15kRaid10: { writeMBps: 480, readMBps: 960, writeIops: 740, readIops: 1_480 },
  /** One SATA SSD with power-loss protection. Intel S4510 480 GB data sheet: 490/560 MB/s, 18,000/95,000 IOPS (4 KiB), halved for 8 KiB. */
  ssdSata: { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 },
  /** One NVMe SSD. Samsung PM9A3 960 GB data sheet: 1,500/6,500 MB/s, 70,000/580,000 IOPS (4 KiB), halved for 8 KiB. */
  nvme: { writeMBps: 1_500, readMBps: 6_500, writeIops: 35_000, readIops: 290_000 },
} as const satisfies Record<string, DiskDeclaration>;
