import type { Disk } from "./disks";

/** Bytes of a page, and of its image in the write-ahead log: what a row costs that is the only one of its page to change between two checkpoints. */
const bytesPerRow = 2 * 8_192;

/**
 * Rows a second that a disk can take for good, checkpoints included. A checkpoint writes each changed page once, at its place: a random
 * operation for each row in the worst case, rows spread over more pages than change twice. The log is written in sequence, and several
 * commits share one flush: it costs throughput, and few operations. `npm run bench -- flow` measures it on a limited disk.
 */
export function writeBudget({ writeIops, writeMBps }: Pick<Disk, "writeIops" | "writeMBps">): number {
  return Math.floor(Math.min(writeIops, (writeMBps * 1_000_000) / bytesPerRow));
}
