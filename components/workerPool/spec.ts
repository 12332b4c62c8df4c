import type * as z from "zod";
import { decimal, duration, section, size, whole } from "../declaration/schema";

/** How fast workers may go, by the commit latency that they see. */
export const flowSchema = section({
  /** Jobs per second that one worker does at least, however slow commits are. 0.1 to 10,000. */
  floor: decimal(0.1, 10_000),
  /** Jobs per second that one worker does at most. 0.1 to 10,000. */
  ceiling: decimal(0.1, 10_000),
  /** Rows that one job writes; the database's write budget is checked against it. 1 to 1,000. */
  writesPerJob: whole(1, 1_000),
  /** A commit that takes longer says that the disk has enough to do. 1 ms to 10 s. */
  commitLatency: duration("1 ms", "10 s"),
});

export const workerPoolSchema = section({
  /** Workers. 1 to 64. */
  instances: whole(1, 64),
  /** Jobs that one worker does at a time, each in a process of its own. 1 to 128. */
  concurrency: whole(1, 128),
  /** Memory of one worker: about 60 MiB, and 25 MiB for each job at a time. 128 MiB to 256 GiB. @default 96 MiB + 32 MiB x concurrency, 128 MiB at least */
  memory: size("128 MiB", "256 GiB").optional(),
  /** CPU limit of one worker, in cores. 0.1 to 128. @default no limit */
  cpus: decimal(0.1, 128).optional(),
  /** Jobs that a worker holds for each that it may do at a time, itself included. 1 to 100. @default 1 */
  prefetch: whole(1, 100).default(1),
  /** A job that takes longer is given up and delivered again. 1 s to 1 h. @default "30 s" */
  timeLimit: duration("1 s", "1 h").default("30 s"),
  /** What a stopped worker may take before it is killed. 1 s to 2 h. @default timeLimit + 15 s */
  stopGrace: duration("1 s", "2 h").optional(),
  /** Flow control. @default none: as fast as jobs come */
  flow: flowSchema.optional(),
});

export type WorkerPoolDeclaration = z.input<typeof workerPoolSchema>;
export type WorkerPoolSpec = z.output<typeof workerPoolSchema>;
