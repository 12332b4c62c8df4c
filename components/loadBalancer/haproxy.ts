import { statePort } from "../../contracts/proxyState";
import { bytes, type Duration, milliseconds, type Size } from "../declaration/units";
import { resolvers, stateFrontend, watched } from "../haproxy/common";

/** Port of the edge and of the routers inside the cluster. */
export const httpPort = 8080;

/** A tier as the router sees it. */
export interface RoutedTier {
  readonly name: string;
  readonly port: number;
  /** Servers that DNS may list at once: the instances, and those that a rollout adds. */
  readonly slots: number;
  /** Weight of one server. */
  readonly weight: number;
  /** Requests that one router sends to one server at once. */
  readonly maxConnections: number;
}

const haproxyTime = (duration: Duration) => `${milliseconds(duration)}ms`;

/**
 * The edge: owns the published port and passes TCP on to the routers with the client's address (PROXY protocol). Nothing in it depends
 * on what is behind the routers, so that no change of capacity replaces it.
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
 * Requests of a class that one router has in progress at once, waiting ones included. Up to `reserved` requests go ahead of
 * pages, so that a flood of pages leaves them slots; above `limit` they are refused, so that they leave slots to pages.
 */
export interface ClassSlots {
  readonly reserved: number;
  readonly limit: number;
}

/** Bytes of a body that a router reads before it takes a server: HAProxy's buffer of 16 KiB, less room for the headers. */
const buffered = 8_192;

/** A body of so many times the limit is an attack or a mistake that no answer would help. */
const farBeyond = 16;

/** Shares of a router's slots: at least one each, or nothing could be accepted. */
export function classSlots(slots: number): { readonly edits: ClassSlots; readonly events: ClassSlots } {
  const share = (part: number) => Math.max(1, Math.floor(slots / part));
  return {
    edits: { reserved: share(8), limit: share(2) },
    events: { reserved: share(16), limit: share(4) },
  };
}

const tooBusy = 'return status 503 content-type text/plain string "Too busy; try again.\\n" hdr Retry-After 1';

/** An entry that ends with a slash is a prefix; any other entry is one path. */
function routeConditions(routes: readonly string[]): string {
  return routes.map((route) => `{ path${route.endsWith("/") ? "_beg" : ""} ${route} }`).join(" or ");
}

/** Which length of the queue refuses a request: a quarter for events, half for edits, the whole length for pages. */
function refusals(queueLength: number): string {
  return [
    { from: Math.ceil(queueLength / 4), kind: " event" },
    { from: Math.ceil(queueLength / 2), kind: " page METH_POST" },
    { from: queueLength, kind: "" },
  ]
    .map(({ from, kind }) => `  http-request ${tooBusy} if { queue(web) ge ${from} }${kind}`)
    .join("\n");
}

/** A router: weights, admission and retries over every web tier. */
export function renderRouter(router: {
  readonly tiers: readonly RoutedTier[];
  readonly maxConnections: number;
  readonly queueLength: number;
  readonly queueTimeout: Duration;
  readonly responseTimeout: Duration;
  readonly requestTimeout: Duration;
  readonly maxBody: Size;
  readonly routes: readonly string[];
  readonly clientConnections: number;
  /** Whether answers tell which task they are from. */
  readonly namesServers: boolean;
  /** Requests that one router may have at the servers at once. */
  readonly slots: number;
  readonly extraDefaults: readonly string[];
}): string {
  const servers = router.tiers.map(
    ({ name, port, slots, weight, maxConnections }) =>
      `  server-template ${name}- 1-${slots} ${name}:${port} weight ${weight} maxconn ${maxConnections} ${watched}`,
  );
  const { edits, events } = classSlots(router.slots);
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
  # Headers, and a body that fits a buffer, arrive within this time or are answered 408. No server is taken before.
  timeout http-request    ${haproxyTime(router.requestTimeout)}
  timeout http-keep-alive 60s
  # A server that goes away costs a retry on another one, not an error.
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response response-timeout
  # On a stop, an idle client gets its next answer with "Connection: close" instead of a reset.
  option idle-close-on-response
  http-reuse safe
${router.extraDefaults.map((extra) => `  ${extra}\n`).join("")}
# Connections of one client, and requests of one class, that are in progress now.
backend clients
  stick-table type ipv6 size 100k expire 5m store conn_cur
backend uploads
  stick-table type ipv6 size 100k expire 5m store conn_cur
backend classes
  stick-table type string len 8 size 16 expire 5m store conn_cur

frontend web
  bind :${httpPort} accept-proxy
  option httplog
  option forwardfor
  # HTTP/1 only: one connection of HTTP/2 would carry hundreds of requests past the limit on connections.
  option disable-h2-upgrade
  # A name with an underscore is the same variable as one with a hyphen behind WSGI.
  option http-restrict-req-hdr-names delete
  unique-id-format %[uuid()]
  unique-id-header X-Request-Id
  tcp-request session track-sc0 src table clients
  tcp-request session reject if { sc0_conn_cur gt ${2 * router.clientConnections} }
  http-request return status 429 content-type text/plain string "Too many connections; close some.\\n" hdr Retry-After 1 hdr Connection close if { sc0_conn_cur gt ${router.clientConnections} }
  # Only proxies set these.
  http-request del-header ^(x-forwarded-|x-real-ip$|x-request-id$|forwarded$|via$|proxy$|proxy-) -m reg
  # Clients reach the routes of the application and nothing else, under one spelling each.
  http-request return status 404 content-type text/plain string "Not found.\\n" if { path -m sub // } or { path -m reg -i (/\\.\\.?(/|$)|%2e|%2f|%5c|%00) }
  http-request return status 404 content-type text/plain string "Not found.\\n" if { path /healthz /readyz }
  http-request return status 404 content-type text/plain string "Not found.\\n" unless ${routeConditions(router.routes)}
  # A body is refused by its length before it is read. A body that fits a buffer is read before a server is taken.
  http-request return status 411 content-type text/plain string "Send a Content-Length.\\n" hdr Connection close if { req.hdr(transfer-encoding) -m found }
  # HAProxy reads the rest of a refused body. Of one far beyond the limit it reads nothing: the connection ends.
  http-request reject if { req.body_size gt ${farBeyond * bytes(router.maxBody)} } !{ req.hdr(expect) -m found }
  http-request return status 413 content-type text/plain string "The body is larger than ${router.maxBody}.\\n" hdr Connection close if { req.body_size gt ${bytes(router.maxBody)} }
  http-request wait-for-body time ${haproxyTime(router.requestTimeout)} if { req.body_size gt 0 }
  # The rest of a larger body is read by a server. One client has few of those at once.
  http-request track-sc2 src table uploads if { req.body_size gt ${buffered} }
  http-request return status 429 content-type text/plain string "Too many uploads; wait for some to end.\\n" hdr Retry-After 1 hdr Connection close if { req.body_size gt ${buffered} } { sc2_conn_cur gt ${Math.max(1, Math.floor(edits.limit / 4))} }
  # Answers name no server${router.namesServers ? " software; X-Served-By is for development" : ""}.
  http-response del-header Server
${router.namesServers ? "" : "  http-response del-header X-Served-By\n"}  http-after-response set-header X-Content-Type-Options nosniff
  # What may not be repeated is sent again only while no server has seen it. An edit with an Idempotency-Key may be repeated.
  http-request disable-l7-retry unless { method GET HEAD OPTIONS } or { req.hdr(Idempotency-Key) -m found }
  # Whoever reads a page goes first, then edits, then events: lower classes leave the queue before higher ones.
  # What is reserved for edits and events goes ahead of pages.
  acl page path_beg /p/
  acl event path /events
  http-request track-sc1 str(edits) table classes if page METH_POST
  http-request track-sc1 str(events) table classes if event
  http-request ${tooBusy} if page METH_POST { sc1_conn_cur gt ${edits.limit} }
  http-request ${tooBusy} if event { sc1_conn_cur gt ${events.limit} }
  http-request set-priority-class int(1) if page METH_POST
  http-request set-priority-class int(2) if event
  http-request set-priority-class int(-1) if page METH_POST { sc1_conn_cur le ${edits.reserved} }
  http-request set-priority-class int(-1) if event { sc1_conn_cur le ${events.reserved} }
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
