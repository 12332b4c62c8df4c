import type { Disk, WalDisk } from "../machines/disks";

/**
 * Bytes of a page. If only one row of a page changes between two checkpoints, the row costs a write of the page and an
 * image of the page in the log.
 */
const page = 8_192;

/**
 * Rows per second that a disk can sustain, including checkpoints. A checkpoint writes each changed page once: in the
 * worst case one random write per row, if each row is on another page. The log is written sequentially and several
 * commits share one flush, so it costs throughput and few operations. `npm run bench -- flow-control` measures it on a
 * limited disk.
 * @param walDisk a separate disk for the log, if there is one
 */
export function writeBudget(
  { writeIops, writeMBps }: Pick<Disk, "writeIops" | "writeMBps">,
  walDisk?: Pick<WalDisk, "writeMBps">,
): number {
  const pages = (megabytes: number) => (megabytes * 1_000_000) / page;
  if (walDisk === undefined) return Math.floor(Math.min(writeIops, pages(writeMBps) / 2));
  return Math.floor(Math.min(writeIops, pages(writeMBps), pages(walDisk.writeMBps)));
}
