/** An error that the reader can fix. Only its message is printed, without a stack trace. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** The message of any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
