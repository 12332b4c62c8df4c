import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { editOf } from "../../testing/load/edit";
import { startLoad } from "../../testing/load/openLoop";

/** Pages that clients read and edit. */
export const pages = 500;
const slug = () => `p-${Math.floor(Math.random() * pages)}`;

/** What clients of the site saw, and what they were promised. */
export interface Clients {
  /** Keys of the edits that were acknowledged: each must be in the database for good. */
  readonly acknowledged: readonly string[];
  /** Acknowledgements of the one writer that writes without a pause, milliseconds of `performance.now()`. */
  readonly acks: readonly number[];
  readonly failed: readonly string[];
  /** How often the steady requests failed in each way; told when they have stopped. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly sent: () => number;
  readonly stop: () => Promise<void>;
}

/** Edits and pages at a steady rate, and one writer that sends its next edit when the last one is answered. */
export function startClients(url: string, rates: { readonly pages: number; readonly edits: number }): Clients {
  const acknowledged: string[] = [];
  const acks: number[] = [];
  const failed: string[] = [];
  const reasons = new Map<string, number>();
  let sent = 0;
  let writing = true;

  const key = new Map<number, string>();
  const edits = startLoad({
    url,
    rate: rates.edits,
    timeout: 30_000,
    connections: 128,
    request: (n) => {
      const name = randomUUID();
      key.set(n, name);
      return editOf(`/p/${slug()}`, name, name);
    },
    observe: ({ n, status }) => {
      const name = key.get(n);
      if (status >= 200 && status < 300 && name !== undefined) acknowledged.push(name);
    },
  });
  const reads = startLoad({
    url,
    rate: rates.pages,
    timeout: 30_000,
    connections: 128,
    request: () => ({ path: `/p/${slug()}` }),
  });

  const writer = (async () => {
    while (writing) {
      const name = randomUUID();
      sent += 1;
      try {
        const { path, ...edit } = editOf("/p/writer", name, name);
        const response = await fetch(new URL(path, url), { ...edit, signal: AbortSignal.timeout(60_000) });
        await response.arrayBuffer();
        if (!response.ok) failed.push(`the writer: answered ${response.status}`);
        else {
          acks.push(performance.now());
          acknowledged.push(name);
        }
      } catch (error) {
        failed.push(`the writer: ${String(error)}`);
      }
    }
  })();

  return {
    acknowledged,
    acks,
    failed,
    reasons,
    sent: () => sent + edits.sent() + reads.sent(),
    stop: async () => {
      writing = false;
      await writer;
      for (const load of [edits, reads]) {
        const result = await load.stop();
        failed.push(...result.failures);
        // One load has the edits, the other the pages: no reason is in both.
        for (const [reason, count] of result.reasons) reasons.set(reason, count);
      }
    },
  };
}

/** Longest time between two acknowledged writes that touches the span, in milliseconds. */
export function writeGap(acks: readonly number[], from: number, to: number): number {
  let longest = 0;
  acks.forEach((at, index) => {
    const before = acks[index - 1];
    if (before !== undefined && at >= from && before <= to) longest = Math.max(longest, at - before);
  });
  return longest;
}

/** How requests failed, most often first: `POST answered 503 by evented-1: 17`. */
export function tally({ reasons }: Clients): string[] {
  return [...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${reason}: ${count}`);
}
