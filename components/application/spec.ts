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

/** How the application uses its dependencies. Web tiers and workers share these settings. */
export const applicationSchema = section({
  /**
   * The database of each part of the application: `pages` (pages, edits and the results of jobs) and `views` (view
   * counts of pages).
   * @default { pages: "content", views: "views" }
   */
  placement: named(name(), "parts").optional(),
  /**
   * How long a cached page is served without reading it again. After that, one client at a time reads it again.
   * @default "30 s"
   */
  freshFor: duration("1 s", "1 h").default("30 s"),
  /**
   * How long a page stays in the cache. Between `freshFor` and `staleFor`, it is served stale while its database does
   * not answer. Use the same value as `freshFor` to serve no stale pages. Must be `freshFor` or longer.
   * @default "1 d"
   */
  staleFor: duration("1 s", "30 d").default("1 d"),
  /** Timeout of one SQL statement in the client. @default "2 s" */
  statementTimeout: duration("100 ms", "30 s").default("2 s"),
  /**
   * Timeout of a connection attempt to a pooler or a broker. Allow for a machine that is starting tasks at the
   * same time.
   * @default "2 s"
   */
  connectTimeout: duration("100 ms", "10 s").default("2 s"),
  /**
   * The time that one request may wait for all its dependencies together. A request that cannot be served is refused
   * within this time. Must be `statementTimeout` or longer.
   * @default statementTimeout + 500 ms
   */
  requestTimeout: duration("100 ms", "2 min").optional(),
  /**
   * Whether a process stops querying a database after three failures in a row. It then tries one request at a time,
   * after 1 s, 2 s, and so on up to 10 s. All other requests get the cached page, or 503 with Retry-After at once.
   * @default true
   */
  circuitBreaker: flag().default(true),
  /**
   * Timeout of a connection to a cache server, and of each of its answers. After a timeout, the server is skipped
   * for 5 s.
   * @default "150 ms"
   */
  cacheTimeout: duration("20 ms", "2 s").default("150 ms"),
  /** Where jobs of edits wait for the queue. @default as in each setting */
  outbox: outboxSchema.default(outboxSchema.parse({})),
});

export type ApplicationDeclaration = z.input<typeof applicationSchema>;
export type ApplicationSpec = z.output<typeof applicationSchema>;
