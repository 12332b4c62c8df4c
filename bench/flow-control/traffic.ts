import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { percentile } from "../../testing/checkers/statistics";
import { type LoadRequest, startLoad } from "../../testing/load/openLoop";
import { eventBytes, pageBytes, pages } from "./cluster";

export type Kind = "page" | "edit" | "event";

/** Requests per second by kind. */
export type Rates = Readonly<Partial<Record<Kind, number>>>;

/** A request as its client observed it. Status 0 means no response. */
export interface ObservedRequest {
  readonly kind: Kind;
  /** Milliseconds since the traffic started. */
  readonly at: number;
  readonly milliseconds: number;
  readonly status: number;
}

/** Running traffic. */
export interface Traffic {
  readonly requests: readonly ObservedRequest[];
  /** Milliseconds since the traffic started. */
  readonly now: () => number;
  readonly stop: () => Promise<void>;
}

/** Reads concentrate on these pages; edits and events use all of them. */
const readPages = 3_000;
const slug = (count: number) => `p-${String(Math.floor(Math.random() * count)).padStart(5, "0")}`;
/** Text that does not compress. */
const text = (bytes: number) => randomBytes((bytes * 3) / 4).toString("base64");
const headers = { "content-type": "application/json" };

const requestOf: Readonly<Record<Kind, () => LoadRequest>> = {
  page: () => ({ path: `/p/${slug(readPages)}` }),
  edit: () => ({ method: "POST", path: `/p/${slug(pages)}`, headers, body: JSON.stringify({ body: text(pageBytes) }) }),
  event: () => ({
    method: "POST",
    path: "/events",
    headers,
    body: JSON.stringify({ slug: slug(pages), data: { text: text(eventBytes) } }),
  }),
};

/** Starts an open-loop load of page reads, edits and events. */
export function startTraffic(url: string, rates: Rates, timeout = 30_000): Traffic {
  const began = performance.now();
  const requests: ObservedRequest[] = [];
  const loads = (Object.keys(rates) as Kind[]).map((kind) =>
    startLoad({
      url,
      rate: rates[kind] ?? 0,
      timeout,
      connections: 256,
      request: requestOf[kind],
      observe: ({ sentAt, milliseconds, status }) => requests.push({ kind, at: sentAt - began, milliseconds, status }),
    }),
  );
  return {
    requests,
    now: () => performance.now() - began,
    stop: async () => {
      await Promise.all(loads.map((load) => load.stop()));
    },
  };
}

export interface Latency {
  readonly count: number;
  /** Requests with a status from 200 to 299. */
  readonly ok: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Returns the latency of one kind's requests that were sent in a time span. Failed requests are included. */
export function latencyOf(requests: readonly ObservedRequest[], kind: Kind, from: number, to: number): Latency {
  const selected = requests.filter((one) => one.kind === kind && one.at >= from && one.at < to);
  const sorted = selected.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    count: selected.length,
    ok: selected.filter(({ status }) => status >= 200 && status < 300).length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? Number.NaN,
  };
}
