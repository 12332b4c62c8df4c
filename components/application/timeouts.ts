import { type Duration, milliseconds } from "../declaration/units";
import { type ApplicationSpec, applicationSchema } from "./spec";

/**
 * Every time limit on the path of a request, in milliseconds. All of them follow from the declaration, here and nowhere
 * else, so that each limit ends before the one around it:
 *
 * - what a request waits for: `lockWait` < `statement` <= `request` < `response` < `webRequest` < `webGrace`;
 * - what the database still does for a client that gave up: `statement` < `serverStatement`, `poolerWait` < `response`.
 *
 * The two lists are separate because the client enforces `statement` and `request` itself: with transaction pooling a
 * session has no settings, and a server with a stalled disk enforces none. The limits of the server and the pooler only
 * end what the client has left behind.
 */
export interface Timeouts {
  /** A lock in the database. Shorter than `statement`, so that the client learns the reason. */
  readonly lockWait: number;
  /** One statement, in the client. */
  readonly statement: number;
  /** All waits of one request, in the client. */
  readonly request: number;
  /** One statement of the application's role, in PostgreSQL. */
  readonly serverStatement: number;
  /** A client that waits in PgBouncer for a connection to the server. */
  readonly poolerWait: number;
  /** A transaction without a statement. A request may wait for something else between two statements. */
  readonly idleTransaction: number;
  /** The answer of a web server, in the routers. Afterwards the request may be sent to another server. */
  readonly response: number;
  /** The shortest `response` with which no request is repeated while a web server still processes it. */
  readonly leastResponse: number;
  /** One request in a web server: the last resort. */
  readonly webRequest: number;
  /** The requests in progress in a web server after the stop signal. */
  readonly webStop: number;
  /** From the stop signal of a web server to SIGKILL. */
  readonly webGrace: number;
  /** The requests in progress in a router after the stop signal. */
  readonly routerStop: number;
  /** From the stop signal of a router to SIGKILL. */
  readonly routerGrace: number;
  /** From the stop signal of a pooler to SIGKILL. The pooler finishes open transactions. */
  readonly poolerGrace: number;
}

/** How long a request may wait inside a web server for a process (mod_wsgi's `queue-timeout`). */
export const webQueue = 2_000;

/**
 * Time that the pooler and the server have after the client gave up on a statement. Clients wait in the pooler during a
 * planned switchover, which takes 2.5 s (measured).
 */
const afterStatement = 3_000;

/** The response timeout without a declared one, unless requests may take longer. */
const usualResponse = 15_000;

/** The time limits that follow from the application's settings and the declared response timeout of the routers. */
export function timeoutsOf(
  application: Pick<ApplicationSpec, "statementTimeout" | "requestTimeout">,
  responseTimeout?: Duration,
): Timeouts {
  const statement = milliseconds(application.statementTimeout);
  const request = application.requestTimeout === undefined ? statement + 500 : milliseconds(application.requestTimeout);
  const serverStatement = statement + afterStatement;
  const response =
    responseTimeout === undefined
      ? // A request may start its last statement at its end. The server ends that statement before the router repeats
        // the request.
        Math.max(usualResponse, wholeSeconds(request + serverStatement))
      : milliseconds(responseTimeout);
  const longest = wholeSeconds(Math.max(usualResponse, response));
  return {
    lockWait: Math.floor(statement * 0.75),
    statement,
    request,
    serverStatement,
    poolerWait: serverStatement,
    idleTransaction: Math.max(10_000, request + 5_000),
    response,
    leastResponse: wholeSeconds(request + webQueue),
    webStop: longest + 10_000,
    webRequest: longest + 15_000,
    webGrace: longest + 20_000,
    routerStop: longest + 10_000,
    routerGrace: longest + 15_000,
    poolerGrace: wholeSeconds(Math.max(30_000, request + 10_000)),
  };
}

/** The settings of an application that declares none, as far as time limits depend on them. */
export const defaultApplication = applicationSchema.parse({});
export const defaultTimeouts = timeoutsOf(defaultApplication);

/** A time limit as a duration: `"15 s"`, `"2500 ms"`. */
export const durationOf = (time: number): Duration => (time % 1_000 === 0 ? `${time / 1_000} s` : `${time} ms`);

/** Rounded up, because the web servers and the engine take whole seconds. */
function wholeSeconds(time: number): number {
  return Math.ceil(time / 1_000) * 1_000;
}
