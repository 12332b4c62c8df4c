import type * as z from "zod";
import { duration, line, list, named, section, size, whole } from "../declaration/schema";

/** Admission to the web tiers, and how requests are shared between them. */
export const loadBalancerSchema = section({
  /**
   * Share of the requests that each web tier gets, whatever its number of instances: `{ evented: 2, apache: 1 }` sends two of three to
   * evented. One entry for each tier. Range 1-256.
   */
  weights: named(whole(1, 256), "weights"),
  /** HAProxy processes that route; two or more let one roll while another serves. Range 1-16. @default 2 */
  routers: whole(1, 16).default(2),
  /** Connections that one router holds. Range 100-200,000. @default 4,000 */
  maxConnections: whole(100, 200_000).default(4_000),
  /**
   * Connections that one edge holds for all routers. Changing it restarts the edge: of everything here, the one change that drops
   * connections. Range 100-500,000; two file
   * descriptors each, of the 20,000 or more that an engine allows. @default 8,000
   */
  edgeConnections: whole(100, 500_000).default(8_000),
  /** How long a request waits for a free place at a web server before it is answered 503 with Retry-After. @default "1 s" */
  queueTimeout: duration("10 ms", "30 s").default("1 s"),
  /**
   * Requests that may wait for a place at each router; the next is answered 503 at once. Edits are refused at half of it and events at a
   * quarter, so that what is left is for pages. Range 1-100,000. @default as many as may be worked on at once
   */
  queueLength: whole(1, 100_000).optional(),
  /** How long a web server may take for its answer before the request is answered 504. @default "15 s" */
  responseTimeout: duration("100 ms", "5 min").default("15 s"),
  /** Memory of one HAProxy process. @default "128 MiB" */
  memory: size("64 MiB", "64 GiB").default("128 MiB"),
  /** Lines for the `defaults` section of the routers' configuration, for what has no setting here. @default none */
  extraDefaults: list(line("one line of HAProxy configuration"), 0, 50).default([]),
});

export type LoadBalancerDeclaration = z.input<typeof loadBalancerSchema>;
export type LoadBalancerSpec = z.output<typeof loadBalancerSchema>;
