import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../../testing/checkers/eventually";
import { type Clients, writeGap } from "./clients";

/** Requests a second, besides the writer whose gaps are measured. */
export const rates = { pages: 200, edits: 50 };

/** The write gap, in seconds, of what happened since `from`: it lasts until the writer has gone on for a while. */
export async function gapOf(clients: Clients, from: number, what: string): Promise<number> {
  const acked = clients.acks.length;
  await eventually(async () => {
    if (clients.acks.length < acked + 50) throw new Error("the writer does not go on");
  }, 60_000);
  await pause(5_000);
  const gap = writeGap(clients.acks, from, performance.now()) / 1_000;
  console.log(
    `${what}: write gap ${gap.toFixed(2)} s; ${clients.failed.length} of ${clients.sent()} requests failed so far`,
  );
  return gap;
}
