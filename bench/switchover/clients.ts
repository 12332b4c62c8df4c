import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { editRequest } from "../../testing/load/edit";
import { startLoad } from "../../testing/load/openLoop";

/** Number of pages that clients read and edit. */
export const pages = 500;
const slug = () => `p-${Math.floor(Math.random() * pages)}`;

/** A running load, with what its clients have observed so far. */
export interface Clients {
  /** Keys of the acknowledged edits. The database must contain each of them. */
  readonly acknowledged: readonly string[];
  /** Times at which the closed-loop writer got an acknowledgement: milliseconds of `performance.now()`. */
  readonly writerAcks: readonly number[];
  readonly failed: readonly string[];
  /** Failed requests of the steady load by reason. Complete after `stop`. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly sent: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * Starts edits and reads at a steady rate, and one writer that sends its next edit as soon as the last one is answered.
 */
export function startClients(url: string, rates: { readonly pages: number; readonly edits: number }): Clients {
  const acknowledged: string[] = [];
  const writerAcks: number[] = [];
  const failed: string[] = [];
  const reasons = new Map<string, number>();
  let sent = 0;
  let writing = true;

  const keys = new Map<number, string>();
  const common = { url, timeout: 30_000, connections: 128 };
  const edits = startLoad({
    ...common,
    rate: rates.edits,
    request: (n) => {
      const key = randomUUID();
      keys.set(n, key);
      return editRequest(`/p/${slug()}`, key, key);
    },
    observe: ({ n, status }) => {
      const key = keys.get(n);
      if (status >= 200 && status < 300 && key !== undefined) acknowledged.push(key);
    },
  });
  const reads = startLoad({ ...common, rate: rates.pages, request: () => ({ path: `/p/${slug()}` }) });

  const writer = (async () => {
    while (writing) {
      const key = randomUUID();
      sent += 1;
      try {
        const { path, ...edit } = editRequest("/p/writer", key, key);
        const response = await fetch(new URL(path, url), { ...edit, signal: AbortSignal.timeout(60_000) });
        await response.arrayBuffer();
        if (!response.ok) failed.push(`writer: answered ${response.status}`);
        else {
          writerAcks.push(performance.now());
          acknowledged.push(key);
        }
      } catch (error) {
        failed.push(`writer: ${String(error)}`);
      }
    }
  })();

  return {
    acknowledged,
    writerAcks,
    failed,
    reasons,
    sent: () => sent + edits.sent() + reads.sent(),
    stop: async () => {
      writing = false;
      await writer;
      for (const load of [edits, reads]) {
        const result = await load.stop();
        failed.push(...result.failures);
        // A reason names the method, and each load has its own: no reason occurs in both.
        for (const [reason, count] of result.reasons) reasons.set(reason, count);
      }
    },
  };
}

/** Lists the reasons of failed requests, the most frequent first: `POST answered 503 by evented-1: 17`. */
export const listReasons = ({ reasons }: Clients): string[] =>
  [...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${reason}: ${count}`);
