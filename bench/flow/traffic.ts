import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { percentile, startLoad } from "../../testing/load/openLoop";
import { eventBytes, pageBytes, pages } from "./site";

export type Kind = "page" | "edit" | "event";

/** Requests a second of each kind. */
export type Rates = Readonly<Partial<Record<Kind, number>>>;

/** One request as its client saw it; status 0 where no answer came. */
export interface Seen {
  readonly kind: Kind;
  /** Milliseconds since the traffic began. */
  readonly at: number;
  readonly milliseconds: number;
  readonly status: number;
}

/** A steady web load: readers of a few thousand pages, edits of any page, events. An open loop: it never waits for answers. */
export interface Traffic {
  readonly seen: readonly Seen[];
  /** Milliseconds since it began. */
  readonly now: () => number;
  readonly stop: () => Promise<void>;
}

const readPages = 3_000;
/** Text that does not compress. */
const text = (bytes: number) => randomBytes((bytes * 3) / 4).toString("base64");
const headers = { "content-type": "application/json" };

const requests: Readonly<
  Record<Kind, () => { method?: string; path: string; headers?: Record<string, string>; body?: string }>
> = {
  page: () => ({ path: `/p/${slug(readPages)}` }),
  edit: () => ({ method: "POST", path: `/p/${slug(pages)}`, headers, body: JSON.stringify({ body: text(pageBytes) }) }),
  event: () => ({
    method: "POST",
    path: "/events",
    headers,
    body: JSON.stringify({ slug: slug(pages), data: { text: text(eventBytes) } }),
  }),
};

const slug = (among: number) => `p-${String(Math.floor(Math.random() * among)).padStart(5, "0")}`;

export function startTraffic(url: string, rates: Rates, timeout = 30_000): Traffic {
  const began = performance.now();
  const seen: Seen[] = [];
  const loads = (Object.keys(rates) as Kind[]).map((kind) =>
    startLoad({
      url,
      rate: rates[kind] ?? 0,
      timeout,
      connections: 256,
      request: requests[kind],
      observe: ({ sentAt, milliseconds, status }) => seen.push({ kind, at: sentAt - began, milliseconds, status }),
    }),
  );
  return {
    seen,
    now: () => performance.now() - began,
    stop: async () => {
      await Promise.all(loads.map((load) => load.stop()));
    },
  };
}

export interface Latency {
  readonly count: number;
  readonly ok: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly worst: number;
}

/** Latencies of the requests of a kind that were sent between two times; what failed counts with the time that it took. */
export function latencyOf(seen: readonly Seen[], kind: Kind, from: number, to: number): Latency {
  const chosen = seen.filter((one) => one.kind === kind && one.at >= from && one.at < to);
  const sorted = chosen.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    count: chosen.length,
    ok: chosen.filter(({ status }) => status >= 200 && status < 300).length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    worst: sorted.at(-1) ?? Number.NaN,
  };
}
