import type * as z from "zod";
import { duration, flag, name, named, section, whole } from "../declaration/schema";

/**
 * Jobs of edits wait in the database of `pages` until the queue has them. A relay publishes them, and deletes those that
 * the broker has confirmed.
 */
export const outboxSchema = section({
  /**
   * Jobs that may wait. When there are as many, edits are answered 503 with Retry-After. Edits in progress may exceed it
   * slightly. 1 to 1,000,000. @default 100,000
   */
  maxRows: whole(1, 1_000_000).default(100_000),
  /** Relays. Use 0 for an application of your own that has no outbox. 0 to 8. @default 1 */
  relays: whole(0, 8).default(1),
});

/** How the application treats its dependencies; the same for web tiers and workers. */
export const applicationSchema = section({
  /**
   * Which database carries the tables of which part of the application: `pages` (pages, edits, what jobs left behind) and `views`
   * (how often pages were seen). @default { pages: "content", views: "views" }
   */
  placement: named(name(), "parts").optional(),
  /** A page in the cache is taken as it is for so long; then one client reads it again. 1 s to 1 h. @default "30 s" */
  freshFor: duration("1 s", "1 h").default("30 s"),
  /** When it leaves the cache; until then it may be served stale while its database does not answer. `freshFor` at least: then no page is ever stale. 1 s to 30 d. @default "1 d" */
  staleFor: duration("1 s", "30 d").default("1 d"),
  /** What a statement may take before its client gives up. 100 ms to 30 s. @default "2 s" */
  statementTimeout: duration("100 ms", "30 s").default("2 s"),
  /** What connecting to a pooler or a broker may take, on a machine that is starting tasks as well. 100 ms to 10 s. @default "2 s" */
  connectTimeout: duration("100 ms", "10 s").default("2 s"),
  /**
   * What a request may wait for all that it needs, together: an edit that is refused is refused within this time. `statementTimeout` to
   * 2 min. @default statementTimeout + 500 ms
   */
  requestTimeout: duration("100 ms", "2 min").optional(),
  /**
   * A database that has not answered three times in a row is left alone, and asked by one request of a process at a time, after 1 s,
   * 2 s, ... 10 s; all others are refused at once, with Retry-After, or get the page that the cache has. @default true
   */
  circuitBreaker: flag().default(true),
  /** What a cache server may take to connect, and again to answer, before it is passed over for 5 s. 20 ms to 2 s. @default "150 ms" */
  cacheTimeout: duration("20 ms", "2 s").default("150 ms"),
  /** Where jobs of edits wait for the queue. @default as in each setting */
  outbox: outboxSchema.default(outboxSchema.parse({})),
});

export type ApplicationDeclaration = z.input<typeof applicationSchema>;
export type ApplicationSpec = z.output<typeof applicationSchema>;
