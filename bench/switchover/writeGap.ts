import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../../testing/checkers/eventually";
import type { Clients } from "./clients";

/** Requests per second, in addition to the writer whose gaps are measured. */
export const rates = { pages: 200, edits: 50 };

/** Waits until the writer succeeds again after an event, and returns the longest write gap since then, in seconds. */
export async function measureWriteGap(clients: Clients, from: number, event: string): Promise<number> {
  const before = clients.writerAcks.length;
  await eventually(async () => {
    if (clients.writerAcks.length < before + 50) throw new Error(`the writer has not resumed after: ${event}`);
  }, 60_000);
  await pause(5_000);
  const gap = longestGap(clients.writerAcks, from, performance.now()) / 1_000;
  console.log(
    `${event}: write gap ${gap.toFixed(2)} s; ${clients.failed.length} of ${clients.sent()} requests failed so far`,
  );
  return gap;
}

/** Returns the longest time between two consecutive acknowledgements that overlaps the time span, in milliseconds. */
function longestGap(acks: readonly number[], from: number, to: number): number {
  let longest = 0;
  acks.forEach((at, index) => {
    const before = acks[index - 1];
    if (before !== undefined && at >= from && before <= to) longest = Math.max(longest, at - before);
  });
  return longest;
}
