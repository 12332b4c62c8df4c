import { performance } from "node:perf_hooks";
import { editRequest } from "../../testing/load/edit";
import { type LoadResponse, startLoad } from "../../testing/load/openLoop";

/** Requests per second: a load that two cores can serve while tasks start. */
const rates = { pages: 40, edits: 10 };
/** Number of pages that clients read and edit. */
const pages = 20;

/** What the site's clients observed. */
export interface ClientResult {
  readonly sent: number;
  /** Requests with a status of 500 or more, without a response in 30 s, or with a broken connection. */
  readonly failed: readonly string[];
  /** Longest time without a successful read, or without a successful edit: seconds. */
  readonly longestGap: number;
}

/** Starts reads and edits through the load balancer, at a steady rate. */
export function startClients(url: string): { readonly stop: () => Promise<ClientResult> } {
  const from = performance.now();
  const successes = { pages: [from], edits: [from] };
  const record = (times: number[]) => (response: LoadResponse) => {
    if (response.status > 0 && response.status < 500) times.push(response.sentAt + response.milliseconds);
  };
  const common = { url, timeout: 30_000, connections: 128 };
  const loads = [
    startLoad({
      ...common,
      rate: rates.pages,
      request: (n) => ({ path: pathOf(n) }),
      observe: record(successes.pages),
    }),
    startLoad({ ...common, rate: rates.edits, request: edit, observe: record(successes.edits) }),
  ];
  return {
    stop: async () => {
      const to = performance.now();
      const results = await Promise.all(loads.map((load) => load.stop()));
      return {
        sent: results.reduce((sum, { sent }) => sum + sent, 0),
        failed: results.flatMap(({ failures }) => failures),
        longestGap: Math.max(longestGap([...successes.pages, to]), longestGap([...successes.edits, to])) / 1_000,
      };
    },
  };
}

/** Edits each page once, so that clients have pages to read. @throws Error if an edit fails */
export async function writePages(url: string): Promise<void> {
  for (let n = 0; n < pages; n++) {
    const { path, ...request } = edit(n);
    const response = await fetch(new URL(path, url), request);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the edit of ${path} answered ${response.status}`);
  }
}

const pathOf = (n: number): string => `/p/r-${n % pages}`;

const edit = (n: number) => editRequest(pathOf(n), `edit ${n}`);

function longestGap(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.slice(1).map((at, index) => at - (sorted[index] ?? at)));
}
