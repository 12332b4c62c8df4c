import { statePort } from "../../contracts/proxyState";
import { type Duration, milliseconds } from "../declaration/units";
import { resolvers, stateFrontend, watched } from "../haproxy/common";

/** Port of the edge and of the routers inside their containers. */
export const httpPort = 8080;

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

const haproxyTime = (duration: Duration) => `${milliseconds(duration)}ms`;

/**
 * The configuration of the edge, which publishes the port and forwards TCP to the routers together with the client's
 * address (PROXY protocol). It does not depend on the web tiers, so a change of their capacity does not restart the
 * edge.
 */
export function renderEdge(edge: { readonly edgeConnections: number }): string {
  return `# Rendered from the declaration. Owns the port; routes nothing.
global
  log stdout format raw local0
  maxconn ${edge.edgeConnections}
  hard-stop-after 25s

${resolvers}

defaults
  mode tcp
  log global
  option tcplog
  option dontlog-normal
  timeout connect 300ms
  # Longer than the router's own, so that the router decides when a client has been idle for too long.
  timeout client  330s
  timeout server  330s
  timeout check   400ms
  retries 5
  option redispatch 1

frontend public
  bind :${httpPort}
  default_backend routers

backend routers
  balance roundrobin
  option httpchk GET /ready
  server-template router- 1-20 router:${httpPort} send-proxy-v2 port ${statePort} ${watched}

${stateFrontend("routers")}
`;
}

/**
 * The rules that refuse requests while the queue is long: events from a quarter on, edits from a half on, pages when it
 * is full.
 */
function refusals(queueLength: number): string {
  return [
    { from: Math.ceil(queueLength / 4), kind: " event" },
    { from: Math.ceil(queueLength / 2), kind: " page METH_POST" },
    { from: queueLength, kind: "" },
  ]
    .map(
      ({ from, kind }) =>
        `  http-request return status 503 content-type text/plain string "Too busy; try again.\\n" hdr Retry-After 1 if { queue(web) ge ${from} }${kind}`,
    )
    .join("\n");
}

/** The configuration of a router: weights, admission control and retries over all web tiers. */
export function renderRouter(router: {
  readonly tiers: readonly RoutedTier[];
  readonly maxConnections: number;
  readonly queueLength: number;
  readonly queueTimeout: Duration;
  readonly responseTimeout: Duration;
  readonly extraDefaults: readonly string[];
}): string {
  const servers = router.tiers.map(
    ({ name, port, slots, weight, maxConnections }) =>
      `  server-template ${name}- 1-${slots} ${name}:${port} weight ${weight} maxconn ${maxConnections} ${watched}`,
  );
  return `# Rendered from the declaration.
global
  log stdout format raw local0
  maxconn ${router.maxConnections}
  hard-stop-after 25s

${resolvers}

defaults
  mode http
  log global
  option dontlog-normal
  # Within the cluster a connection takes a millisecond; to a server that has just gone it takes until here, then another is tried.
  timeout connect 300ms
  timeout client  30s
  timeout server  ${haproxyTime(router.responseTimeout)}
  timeout queue   ${haproxyTime(router.queueTimeout)}
  timeout check   400ms
  timeout http-request    10s
  timeout http-keep-alive 60s
  # A server that goes away costs a retry on another one, not an error.
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response response-timeout
  # On a stop, an idle client gets its next answer with "Connection: close" instead of a reset.
  option idle-close-on-response
  http-reuse safe
${router.extraDefaults.map((extra) => `  ${extra}\n`).join("")}
frontend web
  bind :${httpPort} accept-proxy
  option httplog
  option forwardfor
  unique-id-format %[uuid()]
  unique-id-header X-Request-Id
  # What may not be repeated is sent again only while no server has seen it. An edit with an Idempotency-Key may be repeated.
  http-request disable-l7-retry unless { method GET HEAD OPTIONS } or { req.hdr(Idempotency-Key) -m found }
  # Whoever reads a page goes first, then edits, then events: lower classes leave the queue before higher ones.
  acl page path_beg /p/
  acl event path /events
  http-request set-priority-class int(1) if page METH_POST
  http-request set-priority-class int(2) if event
  default_backend web

backend web
  balance roundrobin
  option httpchk GET /healthz
  # No free place within the queue timeout, or no server at all: the client is told when to come back.
  http-error status 503 content-type text/plain string "Too busy; try again.\\n" hdr Retry-After 1
  # The queue is bounded, and the less urgent is refused while there is still room for pages.
  acl page path_beg /p/
  acl event path /events
${refusals(router.queueLength)}
${servers.join("\n")}

${stateFrontend("web")}
`;
}
