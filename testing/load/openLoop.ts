import * as http from "node:http";

/** A request of a load. @default method GET */
export interface LoadRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** An open-loop load: requests are sent at a fixed rate, whether or not earlier ones were answered. */
export interface Load {
  readonly url: string;
  /** Requests per second. */
  readonly rate: number;
  /** Returns the n-th request. @default GET / */
  readonly request?: (n: number) => LoadRequest;
  /** Timeout of one request. @default 10,000 ms */
  readonly timeout?: number;
  /** Limit of keep-alive connections. Every fifth request opens a connection of its own. @default 32 */
  readonly connections?: number;
  /** Called for every response, and with status 0 for every request without one. */
  readonly observe?: (response: LoadResponse) => void;
}

export interface LoadResponse {
  /** Number of the request, from 0. */
  readonly n: number;
  /** Time of sending: milliseconds of `performance.now()`. */
  readonly sentAt: number;
  readonly milliseconds: number;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface LoadResult {
  readonly sent: number;
  /** Responses by the instance that sent them: `evented-2`. */
  readonly responses: ReadonlyMap<string, number>;
  /** One line per failed request. */
  readonly failures: readonly string[];
  /** Failed requests by reason: `POST answered 503 by evented-1`. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
}

export interface RunningLoad {
  readonly sent: () => number;
  /** Stops sending, waits for outstanding responses and returns the result. */
  readonly stop: () => Promise<LoadResult>;
}

/** Starts a load. A request fails by a status of 500 or more, a broken connection, or a timeout. */
export function startLoad({
  url,
  rate,
  request = () => ({ path: "/" }),
  timeout = 10_000,
  connections = 32,
  observe,
}: Load): RunningLoad {
  const keepAlive = new http.Agent({ keepAlive: true, maxSockets: connections });
  const newConnection = new http.Agent({ keepAlive: false });
  const responses = new Map<string, number>();
  const failures: string[] = [];
  const reasons = new Map<string, number>();
  const latencies: number[] = [];
  const outstanding = new Set<Promise<void>>();
  const began = performance.now();
  let sent = 0;

  const send = (n: number) => {
    const { method = "GET", path, headers = {}, body } = request(n);
    const start = performance.now();
    const done = new Promise<void>((resolve) => {
      const fail = (reason: string, detail = "") => {
        failures.push(`request ${n}, ${method} ${path}, ${Math.round(start - began)} ms in: ${reason}${detail}`);
        increment(reasons, `${method} ${reason}`);
        resolve();
      };
      const report = (status: number, headers: http.IncomingHttpHeaders, text: string) =>
        observe?.({ n, sentAt: start, milliseconds: performance.now() - start, status, headers, body: text });
      const call = http.request(
        new URL(path, url),
        { method, headers, agent: n % 5 === 0 ? newConnection : keepAlive, timeout },
        (response) => {
          const failed = (response.statusCode ?? 0) >= 500;
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            if (observe !== undefined || failed) text += chunk;
          });
          response.on("error", (error) => fail(error.message));
          response.on("end", () => {
            report(response.statusCode ?? 0, response.headers, text);
            latencies.push(performance.now() - start);
            const server = String(response.headers["x-served-by"] ?? "an unnamed server");
            increment(responses, server);
            if (failed)
              fail(
                `answered ${response.statusCode} by ${server}`,
                ` after ${Math.round(performance.now() - start)} ms: ${text.trim()}`,
              );
            else resolve();
          });
        },
      );
      call.on("timeout", () => call.destroy(new Error(`no response in ${timeout} ms`)));
      call.on("error", (error) => {
        report(0, {}, error.message);
        fail(error.message);
      });
      call.end(body);
    });
    outstanding.add(done);
    void done.finally(() => outstanding.delete(done));
  };

  const clock = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1_000) * rate);
    while (sent < due) send(sent++);
  }, 5);

  return {
    sent: () => sent,
    stop: async () => {
      clearInterval(clock);
      await Promise.all(outstanding);
      keepAlive.destroy();
      newConnection.destroy();
      return { sent, responses, failures, reasons, latencies: latencies.sort((a, b) => a - b) };
    },
  };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Sums responses by tier: `evented-1` and `evented-2` count for `evented`. */
export function byTier(responses: ReadonlyMap<string, number>): Record<string, number> {
  const tiers: Record<string, number> = {};
  for (const [instance, count] of responses) {
    const tier = instance.replace(/-\d+$/, "");
    tiers[tier] = (tiers[tier] ?? 0) + count;
  }
  return tiers;
}
