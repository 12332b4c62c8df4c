import { setTimeout as sleep } from "node:timers/promises";

/** The interval between two requests to the engine. A request costs the engine less than a millisecond. */
export const POLL_MS = 250;

/** Calls `ask` until it returns a value. Returns undefined after the timeout; throws if the signal aborts (Ctrl-C). */
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

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw new Error("cancelled while waiting for the Docker engine");
  }
}
