import * as http from "node:http";

/** A steady stream of requests, sent on the clock whether or not earlier ones were answered (an open loop). */
export interface Load {
  readonly url: string;
  /** Requests a second. */
  readonly rate: number;
  /** What the n-th request is. @default GET / */
  readonly request?: (n: number) => { method?: string; path: string; headers?: Record<string, string>; body?: string };
  /** How long one answer may take. @default 10,000 ms */
  readonly timeout?: number;
  /** Connections kept open; every fifth request uses a new one. @default 32 */
  readonly connections?: number;
  /** Told of every answer, and of every request that got none (status 0). */
  readonly observe?: (answer: Answer) => void;
}

export interface Answer {
  readonly n: number;
  /** When it was sent: milliseconds of `performance.now()`. */
  readonly sentAt: number;
  readonly milliseconds: number;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface LoadResult {
  readonly sent: number;
  readonly answers: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
  /** How often requests failed in each way: `POST answered 503 by evented-1`. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
}

/** A load under way; `stop` ends it, waits for the last answers, and tells what happened. */
export interface RunningLoad {
  readonly sent: () => number;
  readonly stop: () => Promise<LoadResult>;
}

/** Starts a load. A failure is an answer of 500 or more, a broken connection, or no answer in time. */
export function startLoad({
  url,
  rate,
  request = () => ({ path: "/" }),
  timeout = 10_000,
  connections = 32,
  observe,
}: Load): RunningLoad {
  const kept = new http.Agent({ keepAlive: true, maxSockets: connections });
  const fresh = new http.Agent({ keepAlive: false });
  const answers = new Map<string, number>();
  const failures: string[] = [];
  const reasons = new Map<string, number>();
  const latencies: number[] = [];
  const open = new Set<Promise<void>>();
  const began = performance.now();
  let sent = 0;

  const one = (n: number) => {
    const { method = "GET", path, headers = {}, body } = request(n);
    const start = performance.now();
    const done = new Promise<void>((resolve) => {
      const fail = (reason: string, detail = "") => {
        failures.push(`request ${n}, ${method} ${path}, ${Math.round(start - began)} ms in: ${reason}${detail}`);
        count(reasons, `${method} ${reason}`);
        resolve();
      };
      const tell = (status: number, headers: http.IncomingHttpHeaders, text: string) =>
        observe?.({ n, sentAt: start, milliseconds: performance.now() - start, status, headers, body: text });
      const call = http.request(
        new URL(path, url),
        { method, headers, agent: n % 5 === 0 ? fresh : kept, timeout },
        (response) => {
          const failed = (response.statusCode ?? 0) >= 500;
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            if (observe !== undefined || failed) text += chunk;
          });
          response.on("error", (error) => fail(error.message));
          response.on("end", () => {
            tell(response.statusCode ?? 0, response.headers, text);
            latencies.push(performance.now() - start);
            const by = String(response.headers["x-served-by"] ?? "nobody");
            count(answers, by);
            if (failed)
              fail(
                `answered ${response.statusCode} by ${by}`,
                ` after ${Math.round(performance.now() - start)} ms: ${text.trim()}`,
              );
            else resolve();
          });
        },
      );
      call.on("timeout", () => call.destroy(new Error(`no answer in ${timeout} ms`)));
      call.on("error", (error) => {
        tell(0, {}, error.message);
        fail(error.message);
      });
      call.end(body);
    });
    open.add(done);
    void done.finally(() => open.delete(done));
  };

  const clock = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1_000) * rate);
    while (sent < due) one(sent++);
  }, 5);

  return {
    sent: () => sent,
    stop: async () => {
      clearInterval(clock);
      await Promise.all(open);
      kept.destroy();
      fresh.destroy();
      return { sent, answers, failures, reasons, latencies: latencies.sort((a, b) => a - b) };
    },
  };
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Requests answered by each tier: `evented-2` counts for evented. */
export function byTier(answers: ReadonlyMap<string, number>): Record<string, number> {
  const tiers: Record<string, number> = {};
  for (const [by, count] of answers) {
    const tier = by.replace(/-\d+$/, "");
    tiers[tier] = (tiers[tier] ?? 0) + count;
  }
  return tiers;
}

/** The value that a part (0 to 1) of the sorted values does not exceed. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
