import { setTimeout as pause } from "node:timers/promises";

/** Repeats a check until it passes; after the time (30 s unless told) its last failure is the test's. */
export async function eventually(check: () => Promise<void>, milliseconds = 30_000): Promise<void> {
  const until = performance.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(200);
    }
  }
}
