import type { Timeouts } from "../application/timeouts";
import { type Duration, milliseconds } from "../declaration/units";
import { resolvers, stateFrontend, watched } from "../haproxy/common";
import { admissionRules, classRules, counters, queueRules, type RequestLimits } from "./admission";
import { httpPort } from "./edge";

/** The properties of a tier in the routers' configuration. */
export interface RoutedTier {
  readonly name: string;
  readonly port: number;
  /** Most servers that the router uses at a time: the instances, and those that a rollout adds. */
  readonly slots: number;
  /** Weight of one server. */
  readonly weight: number;
  /** Requests that one router sends to one server at a time. */
  readonly maxConnections: number;
}

export interface Router extends RequestLimits {
  readonly tiers: readonly RoutedTier[];
  readonly maxConnections: number;
  readonly queueLength: number;
  readonly queueTimeout: Duration;
  readonly timeouts: Pick<Timeouts, "response" | "routerStop">;
  /** Whether answers name the task that they are from (`X-Served-By`). */
  readonly namesServers: boolean;
  /** Requests that the router sends to all web servers at a time. */
  readonly slots: number;
  readonly extraDefaults: readonly string[];
}

const haproxyTime = (duration: Duration) => `${milliseconds(duration)}ms`;

/** The configuration of a router: admission control, weights and retries over all web tiers. */
export function renderRouter(router: Router): string {
  const servers = router.tiers.map(
    ({ name, port, slots, weight, maxConnections }) =>
      `  server-template ${name}- 1-${slots} ${name}:${port} weight ${weight} maxconn ${maxConnections} ${watched}`,
  );
  return `# Rendered from the declaration.
global
  log stdout format raw local0
  maxconn ${router.maxConnections}
  hard-stop-after ${router.timeouts.routerStop / 1_000}s

${resolvers}

defaults
  mode http
  log global
  option dontlog-normal
  # A connection within the cluster takes a millisecond. After this time another server is tried.
  timeout connect 300ms
  timeout client  30s
  timeout server  ${router.timeouts.response}ms
  timeout queue   ${haproxyTime(router.queueTimeout)}
  timeout check   400ms
  # Headers, and a body that fits the buffer, must arrive within this time. Until then they take no server.
  timeout http-request    ${haproxyTime(router.requestTimeout)}
  timeout http-keep-alive 60s
  # If a server fails, the request is sent to another one.
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response response-timeout
  # On a stop, an idle client gets its next answer with "Connection: close" instead of a reset.
  option idle-close-on-response
  http-reuse safe
${router.extraDefaults.map((extra) => `  ${extra}\n`).join("")}
${counters}

frontend web
  bind :${httpPort} accept-proxy
  option httplog
  option forwardfor
  unique-id-format %[uuid()]
  unique-id-header X-Request-Id
${admissionRules(router, router.slots)}
  # Answers do not tell which software or which task they are from.
  http-response del-header Server
${router.namesServers ? "" : "  http-response del-header X-Served-By\n"}  http-after-response set-header X-Content-Type-Options nosniff
  # A request that may not be repeated is retried only if no server has seen it. An Idempotency-Key allows to repeat it.
  http-request disable-l7-retry unless { method GET HEAD OPTIONS } or { req.hdr(Idempotency-Key) -m found }
${classRules(router.slots)}
  default_backend web

backend web
  balance roundrobin
  option httpchk GET /healthz
  # No free slot within the queue timeout, or no server at all: the client learns when to retry.
  http-error status 503 content-type text/plain string "Too busy; try again.\\n" hdr Retry-After 1
  acl page path_beg /p/
  acl event path /events
${queueRules(router.queueLength)}
${servers.join("\n")}

${stateFrontend("web")}
`;
}
