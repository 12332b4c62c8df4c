/** Something that the reader can put right: shown as its text alone, without a stack trace. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** The text of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
