import type * as z from "zod";
import { duration, field, list, named, section, size, whole } from "../declaration/schema";
import { isProxyLine, maxProxyConnections } from "../haproxy/limits";

/** An absolute path in the characters that a URL allows without encoding. */
const route = field<string>(
  (value) => typeof value === "string" && /^\/[A-Za-z0-9._~!$&'()*+,;=:@/-]*$/.test(value) && !value.includes("//"),
  'a path such as "/p/" or "/events"',
  { type: "path", accepts: 'a path such as "/p/" or "/events"' },
);

/** A line of the section `defaults`. */
const proxyLine = field<string>(
  (value) => typeof value === "string" && /^[^\r\n\0]+$/.test(value) && isProxyLine(value),
  "one line of HAProxy configuration, with closed quotes and within the section defaults",
  { type: "text", accepts: "one line of HAProxy configuration" },
);

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
  /**
   * Largest number of connections of one router. A connection needs two file descriptors, of the 20,000 that a Docker
   * engine allows.
   * @default 4,000
   */
  maxConnections: whole(100, maxProxyConnections).default(4_000),
  /**
   * Largest number of connections of one edge, over all routers. A change restarts the edge, which drops connections;
   * no other setting here does. The limit follows from the file descriptors, as for `maxConnections`.
   * @default 8,000
   */
  edgeConnections: whole(100, maxProxyConnections).default(8_000),
  /** How long a request waits in a router for a web server before it gets 503 with Retry-After. @default "1 s" */
  queueTimeout: duration("10 ms", "30 s").default("1 s"),
  /**
   * Requests that may wait in each router. When the queue is full, further requests get 503 at once. Edits are refused
   * when it is half full and events when it is a quarter full, so that the rest is reserved for pages.
   * @default the number of requests that the router sends to all web servers at a time
   */
  queueLength: whole(1, 100_000).optional(),
  /**
   * Timeout of a web server's answer. Then a request that may be repeated is sent to another server; any other gets
   * 504. Must be at least 2 s longer than `application.requestTimeout`, so that the first server has ended it.
   * @default 15 s, or application.requestTimeout + application.statementTimeout + 3 s if that is longer
   */
  responseTimeout: duration("100 ms", "5 min").optional(),
  /**
   * Paths that clients may request. An entry that ends with a slash is a prefix; any other entry is one path. The
   * routers answer 404 to everything else, and always to `/healthz` and `/readyz`, which only the cluster uses.
   * @default ["/p/", "/events", "/jobs/"]
   */
  routes: list(route, 1, 50).default(["/p/", "/events", "/jobs/"]),
  /**
   * Time within which a client must send its headers, and then its body as far as that fits HAProxy's buffer of 16 KiB.
   * A slower request gets 408, and takes no web server. @default "5 s"
   */
  requestTimeout: duration("100 ms", "5 min").default("5 s"),
  /** Largest body of a request. A larger one gets 413 before it is read. @default "128 KiB" */
  maxBody: size("1 KiB", "1 GiB").default("128 KiB"),
  /**
   * Connections that one client address may hold at one router. Requests beyond it get 429, and connections beyond
   * twice as many are refused. Raise it if many clients share one address, as behind another proxy. @default 1,000
   */
  clientConnections: whole(10, 200_000).default(1_000),
  /** Memory of one HAProxy process. @default "128 MiB" */
  memory: size("64 MiB", "64 GiB").default("128 MiB"),
  /** Additional lines for the `defaults` section of the routers' configuration. At most 50. @default none */
  extraDefaults: list(proxyLine, 0, 50).default([]),
});

export type LoadBalancerDeclaration = z.input<typeof loadBalancerSchema>;
export type LoadBalancerSpec = z.output<typeof loadBalancerSchema>;
