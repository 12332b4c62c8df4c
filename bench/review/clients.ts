import { performance } from "node:perf_hooks";
import { editOf } from "../../testing/load/edit";
import { type Answer, startLoad } from "../../testing/load/openLoop";

/** Requests a second: a load that two cores carry beside starting tasks. */
const rates = { pages: 40, edits: 10 };
/** Pages that are read and edited. */
const pages = 20;

/** What clients of the site saw. */
export interface Seen {
  readonly sent: number;
  /** Answered with 500 or more (503 is a refusal), cut off, or not answered in 30 s. */
  readonly failed: readonly string[];
  /** Longest time in which no page, or no edit, was answered well: seconds. */
  readonly longest: number;
}

/** Pages and edits through the load balancer, at a steady rate until it is stopped. */
export function startClients(url: string): { readonly stop: () => Promise<Seen> } {
  const from = performance.now();
  const served = { pages: [from], edits: [from] };
  const observe = (times: number[]) => (answer: Answer) => {
    if (answer.status > 0 && answer.status < 500) times.push(answer.sentAt + answer.milliseconds);
  };
  const common = { url, timeout: 30_000, connections: 128 };
  const loads = [
    startLoad({ ...common, rate: rates.pages, request: (n) => ({ path: pageOf(n) }), observe: observe(served.pages) }),
    startLoad({ ...common, rate: rates.edits, request: edit, observe: observe(served.edits) }),
  ];
  return {
    stop: async () => {
      const to = performance.now();
      const results = await Promise.all(loads.map((load) => load.stop()));
      return {
        sent: results.reduce((sum, { sent }) => sum + sent, 0),
        failed: results.flatMap(({ failures }) => failures),
        longest: Math.max(longestGap([...served.pages, to]), longestGap([...served.edits, to])) / 1_000,
      };
    },
  };
}

/** One edit of each page, so that there is something to read. @throws Error where one is not taken */
export async function writePages(url: string): Promise<void> {
  for (let n = 0; n < pages; n++) {
    const { path, ...request } = edit(n);
    const response = await fetch(new URL(path, url), request);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the edit of ${path} was answered ${response.status}`);
  }
}

const pageOf = (n: number): string => `/p/r-${n % pages}`;

const edit = (n: number) => editOf(pageOf(n), `edit ${n}`);

function longestGap(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.slice(1).map((at, index) => at - (sorted[index] ?? at)));
}
