import { Problem } from "../../lib/problem";

/** A fault that may be over in a moment. */
export class TransientError extends Error {
  override readonly name = "Passing";

  /** @param after milliseconds that the server asks to be left alone; @default as the caller thinks fit */
  constructor(
    message: string,
    readonly after?: number,
  ) {
    super(message);
  }
}

export interface RetryPolicy {
  /** Times that something is tried. */
  readonly attempts: number;
  /** The wait after the first fault, milliseconds; it doubles with each. */
  readonly first: number;
  /** The longest wait that a server may ask for, milliseconds. */
  readonly longest: number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** Tries until it works, another fault comes up, or patience ends: then the last fault is the answer, and nobody tries again. */
export async function withRetry<T>(patience: RetryPolicy, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      const wait = error.after ?? patience.first * 2 ** (attempt - 1);
      if (wait > patience.longest)
        throw new Problem(`${error.message}; it asks to wait for ${Math.ceil(wait / 1_000)} s`);
      if (attempt >= patience.attempts) throw new Problem(`${error.message}, ${attempt} times`);
      await patience.wait(wait);
    }
  }
}
