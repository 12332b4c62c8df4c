import type * as z from "zod";
import { duration, named, name, section } from "../plan/schema";

/** How the application treats its dependencies; the same for web tiers and workers. */
export const applicationSchema = section({
  /**
   * Which database carries the tables of which part of the application: `pages` (pages, edits, what jobs left behind) and `views`
   * (how often pages were seen). @default { pages: "content", views: "views" }
   */
  placement: named(name(), "parts").optional(),
  /** A page in the cache is taken as it is for so long; then one client reads it again. 1 s to 1 h. @default "30 s" */
  freshFor: duration("1 s", "1 h").default("30 s"),
  /** So long it may be served stale while its database does not answer. 1 min to 30 d. @default "1 d" */
  staleFor: duration("1 min", "30 d").default("1 d"),
  /** What a statement may take before its client gives up. 100 ms to 30 s. @default "2 s" */
  statementTimeout: duration("100 ms", "30 s").default("2 s"),
  /** What connecting to a pooler or a broker may take. 100 ms to 10 s. @default "1 s" */
  connectTimeout: duration("100 ms", "10 s").default("1 s"),
  /** What a cache server may take to connect, and again to answer, before it is passed over for 5 s. 20 ms to 2 s. @default "150 ms" */
  cacheTimeout: duration("20 ms", "2 s").default("150 ms"),
});

export type ApplicationArgs = z.input<typeof applicationSchema>;
export type Application = z.output<typeof applicationSchema>;
