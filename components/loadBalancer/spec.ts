import type * as z from "zod";
import { duration, field, line, list, named, section, size, whole } from "../declaration/schema";

/** An absolute path in the characters that a URL allows without encoding. */
const route = field<string>(
  (value) => typeof value === "string" && /^\/[A-Za-z0-9._~!$&'()*+,;=:@/-]*$/.test(value) && !value.includes("//"),
  'a path such as "/p/" or "/events"',
);

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
  /**
   * Paths that clients may request: a prefix that ends with a slash, or one path. All others are answered 404 by the router.
   * `/healthz` and `/readyz` are for the cluster and are never routed. @default ["/p/", "/events", "/jobs/"]
   */
  routes: list(route, 1, 50).default(["/p/", "/events", "/jobs/"]),
  /**
   * Time within which a client must send its headers, and then its body as far as it fits HAProxy's buffer of 16 KiB. A request
   * that takes longer is answered 408. It takes no web server until then. @default "5 s"
   */
  requestTimeout: duration("100 ms", "5 min").default("5 s"),
  /** Largest body of a request; a larger one is answered 413 before it is read. @default "128 KiB" */
  maxBody: size("1 KiB", "1 GiB").default("128 KiB"),
  /**
   * Connections that one client address holds at one router; more are answered 429, and twice as many are refused. Raise it
   * where a proxy or a company's network stands for many clients. Range 10-200,000. @default 1,000
   */
  clientConnections: whole(10, 200_000).default(1_000),
  /** Memory of one HAProxy process. @default "128 MiB" */
  memory: size("64 MiB", "64 GiB").default("128 MiB"),
  /** Lines for the `defaults` section of the routers' configuration, for what has no setting here. @default none */
  extraDefaults: list(line("one line of HAProxy configuration"), 0, 50).default([]),
});

export type LoadBalancerDeclaration = z.input<typeof loadBalancerSchema>;
export type LoadBalancerSpec = z.output<typeof loadBalancerSchema>;
