import { setTimeout as pause } from "node:timers/promises";

/** Repeats a check until it passes. After the timeout it throws the error of the last attempt. */
export async function eventually(check: () => Promise<void>, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(200);
    }
  }
}

/** Waits until a condition on this process's own state is true. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}
