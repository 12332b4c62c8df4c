import { setTimeout as pause } from "node:timers/promises";

/** Waits until a condition of this process holds. */
export async function settled(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}
