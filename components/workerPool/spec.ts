import type * as z from "zod";
import { decimal, duration, section, size, whole } from "../declaration/schema";

/** Flow control: each worker adapts its rate to the commit latency that it measures. */
export const flowSchema = section({
  /** Lowest rate of one worker in jobs per second, however slow commits are. Must be `ceiling` or lower. */
  floor: decimal(0.1, 10_000),
  /** Highest rate of one worker in jobs per second. */
  ceiling: decimal(0.1, 10_000),
  /** Rows that one job writes. The write budget of the database is checked against it. */
  writesPerJob: whole(1, 1_000),
  /** Target of the commit latency. A worker slows down while its commits take longer. */
  commitLatency: duration("1 ms", "10 s"),
});

/** The Celery workers. */
export const workerPoolSchema = section({
  /** Workers. */
  instances: whole(1, 64),
  /** Jobs that one worker processes at a time, each in a process of its own. */
  concurrency: whole(1, 128),
  /**
   * Memory of one worker: about 60 MiB, and 25 MiB for each job at a time.
   * @default 96 MiB + 32 MiB x concurrency, at least 128 MiB
   */
  memory: size("128 MiB", "256 GiB").optional(),
  /** CPU limit of one worker, in cores. Must be at most the cores of each worker machine. @default no limit */
  cpus: decimal(0.1, 128).optional(),
  /** Jobs that a worker holds for each process, including the job in progress. @default 1 */
  prefetch: whole(1, 100).default(1),
  /** Time limit of one attempt. A job that takes longer is returned to the queue. @default "30 s" */
  timeLimit: duration("1 s", "1 h").default("30 s"),
  /** Time between the stop signal and SIGKILL. @default timeLimit + 15 s */
  stopGrace: duration("1 s", "2 h").optional(),
  /** Flow control. @default none: no rate limit */
  flow: flowSchema.optional(),
});

export type WorkerPoolDeclaration = z.input<typeof workerPoolSchema>;
export type WorkerPoolSpec = z.output<typeof workerPoolSchema>;
