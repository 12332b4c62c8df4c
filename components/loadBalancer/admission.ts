import { bytes, type Duration, milliseconds, type Size } from "../declaration/units";

/**
 * Requests of one class that a router has in progress at a time, waiting requests included. The first `reserved`
 * requests go ahead of pages, so that many pages leave them slots. Above `limit` requests are refused, so that they
 * leave slots to pages.
 */
export interface ClassSlots {
  readonly reserved: number;
  readonly limit: number;
}

/** The slots of edits and of events, out of all slots of a router. Each class has at least one. */
export function classSlots(slots: number): { readonly edits: ClassSlots; readonly events: ClassSlots } {
  const share = (part: number) => Math.max(1, Math.floor(slots / part));
  return {
    edits: { reserved: share(8), limit: share(2) },
    events: { reserved: share(16), limit: share(4) },
  };
}

/** The limits of clients and requests that a router enforces before it takes a web server. */
export interface RequestLimits {
  readonly requestTimeout: Duration;
  readonly maxBody: Size;
  readonly routes: readonly string[];
  readonly clientConnections: number;
}

/** Bytes of a body that a router reads before it takes a server: well below HAProxy's buffer of 16 KiB. */
const bufferedBody = 8_192;

/**
 * HAProxy reads the rest of a body that it refuses. From this multiple of the limit on, it ends the connection instead,
 * and the client gets no answer.
 */
const unansweredBody = 16;

/** An action that answers with a text and, for some answers, headers. */
function answer(status: number, text: string, ...headers: readonly string[]): string {
  const added = headers.map((header) => ` hdr ${header}`).join("");
  return `http-request return status ${status} content-type text/plain string "${text}\\n"${added}`;
}

const tooBusy = answer(503, "Too busy; try again.", "Retry-After 1");

/** The stick tables that count what is in progress. */
export const counters = `# What is in progress now: connections and large bodies of each client, requests of each class.
backend clients
  stick-table type ipv6 size 100k expire 5m store conn_cur
backend uploads
  stick-table type ipv6 size 100k expire 5m store conn_cur
backend classes
  stick-table type string len 8 size 16 expire 5m store conn_cur`;

/** Rules of the frontend that refuse connections and requests, in the order in which HAProxy applies them. */
export function admissionRules(limits: RequestLimits, slots: number): string {
  const { clientConnections, routes, maxBody, requestTimeout } = limits;
  const uploads = Math.max(1, Math.floor(classSlots(slots).edits.limit / 4));
  const large = `{ req.body_size gt ${bufferedBody} }`;
  const tooLarge = `{ req.body_size gt ${bytes(maxBody)} }`;
  const notFound = answer(404, "Not found.");
  return `  # HTTP/1 only: one connection of HTTP/2 would carry hundreds of requests past the limit on connections.
  option disable-h2-upgrade
  # In WSGI, a header name with an underscore is the same as one with a hyphen.
  option http-restrict-req-hdr-names delete
  tcp-request session track-sc0 src table clients
  tcp-request session reject if { sc0_conn_cur gt ${2 * clientConnections} }
  ${answer(429, "Too many connections; close some.", "Retry-After 1", "Connection close")} if { sc0_conn_cur gt ${clientConnections} }
  # Headers that only proxies set.
  http-request del-header ^(x-forwarded-|x-real-ip$|x-request-id$|forwarded$|via$|proxy$|proxy-) -m reg
  # Only the routes of the application, each under one spelling.
  ${notFound} if { path -m sub // } or { path -m reg -i (/\\.\\.?(/|$)|%2e|%2f|%5c|%00) }
  ${notFound} if { path /healthz /readyz }
  ${notFound} unless ${routes.map(routeCondition).join(" or ")}
  # The length decides about a body before it is read. A body that fits the buffer is read before a server is taken.
  ${answer(411, "Send a Content-Length.", "Connection close")} if { req.hdr(transfer-encoding) -m found }
  http-request reject if { req.body_size gt ${unansweredBody * bytes(maxBody)} } !{ req.hdr(expect) -m found }
  ${answer(413, `The body is larger than ${maxBody}.`, "Connection close")} if ${tooLarge}
  http-request wait-for-body time ${milliseconds(requestTimeout)}ms if { req.body_size gt 0 }
  # A server reads the rest of a larger body. One client may have only a few of them in progress.
  http-request track-sc2 src table uploads if ${large}
  ${answer(429, "Too many uploads; wait until some end.", "Retry-After 1", "Connection close")} if ${large} { sc2_conn_cur gt ${uploads} }`;
}

/** An entry that ends with a slash is a prefix. Any other entry is one path. */
const routeCondition = (route: string) => `{ path${route.endsWith("/") ? "_beg" : ""} ${route} }`;

/** Rules of the frontend for the classes of requests: which are refused, and which go first in the queue. */
export function classRules(slots: number): string {
  const { edits, events } = classSlots(slots);
  return `  # Pages go first, then edits, then events. The reserved slots of edits and events go ahead of pages.
  acl page path_beg /p/
  acl event path /events
  http-request track-sc1 str(edits) table classes if page METH_POST
  http-request track-sc1 str(events) table classes if event
  ${tooBusy} if page METH_POST { sc1_conn_cur gt ${edits.limit} }
  ${tooBusy} if event { sc1_conn_cur gt ${events.limit} }
  http-request set-priority-class int(1) if page METH_POST
  http-request set-priority-class int(2) if event
  http-request set-priority-class int(-1) if page METH_POST { sc1_conn_cur le ${edits.reserved} }
  http-request set-priority-class int(-1) if event { sc1_conn_cur le ${events.reserved} }`;
}

/**
 * Rules of the backend that refuse requests while the queue is long: events when it is a quarter full, edits when it is
 * half full, pages when it is full.
 */
export function queueRules(queueLength: number): string {
  return [
    { from: Math.ceil(queueLength / 4), kind: " event" },
    { from: Math.ceil(queueLength / 2), kind: " page METH_POST" },
    { from: queueLength, kind: "" },
  ]
    .map(({ from, kind }) => `  ${tooBusy} if { queue(web) ge ${from} }${kind}`)
    .join("\n");
}
