import * as z from "zod";
import type { DiskMetric } from "./diskMeasurements";

/** Measured values of a volume. */
export const measuredVolume = z
  .object({
    writeMBps: z.number(),
    readMBps: z.number(),
    writeIops: z.number(),
    readIops: z.number(),
    fsyncs: z.number(),
  } satisfies Record<DiskMetric, z.ZodNumber>)
  .readonly();

/** The line of JSON that `images/postgres/verify-disk` prints. */
export const verifyDiskLine = z.union([
  z.object({
    measured: z.object({
      at: z.string(),
      volumes: z.object({ data: measuredVolume, wal: measuredVolume }).partial(),
    }),
  }),
  z.object({ problem: z.string() }),
]);
