import type { Disk, WalDisk } from "../machines/disks";

/** Bytes of a page. A row that is the only one of its page to change between two checkpoints costs the page, and its image in the log. */
const page = 8_192;

/**
 * Rows a second that a disk can take for good, checkpoints included. A checkpoint writes each changed page once, at its place: a random
 * operation for each row in the worst case, rows spread over more pages than change twice. The log is written in sequence, and several
 * commits share one flush: it costs throughput, and few operations. `npm run bench -- flow-control` measures it on a limited disk.
 * @param walDisk takes the log from the disk, where there is one
 */
export function writeBudget(
  { writeIops, writeMBps }: Pick<Disk, "writeIops" | "writeMBps">,
  walDisk?: Pick<WalDisk, "writeMBps">,
): number {
  const pages = (megabytes: number) => (megabytes * 1_000_000) / page;
  if (walDisk === undefined) return Math.floor(Math.min(writeIops, pages(writeMBps) / 2));
  return Math.floor(Math.min(writeIops, pages(writeMBps), pages(walDisk.writeMBps)));
}
