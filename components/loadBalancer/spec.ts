import type * as z from "zod";
import { duration, line, list, named, section, size, whole } from "../declaration/schema";

/** Shares of the web tiers, admission control, and the limits of the edge and the routers. */
export const loadBalancerSchema = section({
  /**
   * Share of the requests for each web tier, independent of its number of instances: `{ evented: 2, apache: 1 }` sends
   * two of three requests to evented. One entry for each tier. Shares that HAProxy's weights cannot express exactly are
   * met within one percentage point.
   */
  weights: named(whole(1, 256), "weights"),
  /** HAProxy processes that route. With two or more, a rollout of one interrupts no request. @default 2 */
  routers: whole(1, 16).default(2),
  /** Largest number of connections of one router. @default 4,000 */
  maxConnections: whole(100, 200_000).default(4_000),
  /**
   * Largest number of connections of one edge, over all routers. A change restarts the edge, which drops connections;
   * no other setting here does. A connection needs two file descriptors, and a Docker engine allows 20,000 or more.
   * @default 8,000
   */
  edgeConnections: whole(100, 500_000).default(8_000),
  /** How long a request waits in a router for a web server before it gets 503 with Retry-After. @default "1 s" */
  queueTimeout: duration("10 ms", "30 s").default("1 s"),
  /**
   * Requests that may wait in each router. When the queue is full, further requests get 503 at once. Edits are refused
   * when it is half full and events when it is a quarter full, so that the rest is reserved for pages.
   * @default the number of requests that the router sends to all web servers at a time
   */
  queueLength: whole(1, 100_000).optional(),
  /** Timeout of a web server's answer; then the request gets 504. @default "15 s" */
  responseTimeout: duration("100 ms", "5 min").default("15 s"),
  /** Memory of one HAProxy process. @default "128 MiB" */
  memory: size("64 MiB", "64 GiB").default("128 MiB"),
  /** Additional lines for the `defaults` section of the routers' configuration. At most 50. @default none */
  extraDefaults: list(line("one line of HAProxy configuration"), 0, 50).default([]),
});

export type LoadBalancerDeclaration = z.input<typeof loadBalancerSchema>;
export type LoadBalancerSpec = z.output<typeof loadBalancerSchema>;
