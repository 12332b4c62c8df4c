import { setTimeout as sleep } from "node:timers/promises";

/** How often the engine is asked. Asking is a fraction of a millisecond's work on its side. */
export const POLL_MS = 250;

/** Asks until there is an answer; undefined after the time is up. An abort (Ctrl-C) ends it with an error. */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const left = deadline - performance.now();
    if (left <= 0) return undefined;
    await pause(Math.min(POLL_MS, left), signal);
  }
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw new Error("cancelled while waiting for the Docker engine");
  }
}
