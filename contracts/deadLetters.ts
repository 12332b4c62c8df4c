import * as z from "zod";

/** What the job `deadLetters` is asked for: its first argument, as JSON. */
export interface DeadLettersRequest {
  /** Only letters of this job. @default letters of every job */
  readonly job?: string;
  /** The most letters to show or to replay. */
  readonly limit: number;
  /** Puts letters back into the queue instead of showing them. */
  readonly replay: boolean;
}

/** A job that the queue gave up. */
export const deadLetter = z
  .object({
    /** ID of the Celery job; missing for a message that is not a Celery job. */
    job: z.string().optional(),
    task: z.string().optional(),
    /** RabbitMQ's reason: `delivery_limit`, `expired`, `rejected`, `maxlen`; `none` where it gives none. */
    reason: z.string(),
    /** Times that the job was dead-lettered since it was last published. */
    deaths: z.number(),
    /** Times that it was replayed. */
    replays: z.number(),
    /** Time of the last death, ISO 8601. */
    at: z.string().optional(),
    /** The queue that dead-lettered it. */
    from: z.string().optional(),
  })
  .readonly();
export type DeadLetter = z.output<typeof deadLetter>;

/** How the job ended. */
const end = z
  .object({
    /** Dead letters in the queue at the start. */
    waiting: z.number(),
    replayed: z.number().optional(),
    /** A replay ended early, since the queue rejected a job. */
    full: z.boolean().optional(),
  })
  .readonly();

/** A line of JSON that the job prints: each letter, and then how it ended. */
export const deadLettersLine = z.union([
  z.object({ letter: deadLetter }),
  z.object({ end }),
  z.object({ problem: z.string() }),
]);
export type DeadLettersLine = z.output<typeof deadLettersLine>;
