import * as z from "zod";

/** What the job `forget` deletes: its first argument, as JSON. */
export interface ForgetRequest {
  /** Client addresses of etcd's members. */
  readonly endpoints: readonly string[];
  readonly database: string;
}

/** The line of JSON that the job prints. */
export const forgetLine = z.union([
  z.object({
    /** Number of deleted keys. */
    deleted: z.number(),
  }),
  z.object({ problem: z.string() }),
]);
export type ForgetLine = z.output<typeof forgetLine>;
