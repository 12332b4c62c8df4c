import { type ApplicationDeclaration, applicationSchema } from "../../components/application/spec";
import { durationOf, type Timeouts, timeoutsOf } from "../../components/application/timeouts";

/** What ends each wait, from the inside to the outside: the limit, where it applies, and its name in `Timeouts`. */
const limits: readonly (readonly [what: string, where: string, limit: keyof Timeouts])[] = [
  ["wait for a lock", "PostgreSQL, `lock_timeout`", "lockWait"],
  ["one statement", "the application, `application.statementTimeout`", "statement"],
  ["all waits of a request", "the application, `application.requestTimeout`", "request"],
  ["statement of a client that gave up", "PostgreSQL, `statement_timeout`", "serverStatement"],
  ["wait of a client that gave up", "PgBouncer, `query_wait_timeout`", "poolerWait"],
  ["transaction without a statement", "PostgreSQL, `idle_in_transaction_session_timeout`", "idleTransaction"],
  ["answer of a web server", "router, `loadBalancer.responseTimeout`", "response"],
  ["requests in progress at a stop", "router, `hard-stop-after`", "routerStop"],
  ["stop of a router", "stop grace period", "routerGrace"],
  ["requests in progress at a stop", "Apache, gunicorn", "webStop"],
  ["one request", "Apache, gunicorn", "webRequest"],
  ["stop of a web server", "stop grace period", "webGrace"],
  ["stop of a pooler", "stop grace period", "poolerGrace"],
];

/** The settings of the table's second column. */
const example = { statementTimeout: "20 s", requestTimeout: "2 min" } satisfies ApplicationDeclaration;

/** The time limits of a request as a table, without settings and with those of the example. */
export function renderTimeouts(): string {
  const columns = [{}, example].map((settings) => timeoutsOf(applicationSchema.parse(settings)));
  return [
    '| limit | where | default | `statementTimeout: "20 s"`, `requestTimeout: "2 min"` |',
    "| --- | --- | --- | --- |",
    ...limits.map(
      ([what, where, limit]) =>
        `| ${what} | ${where} | ${columns.map((timeouts) => durationOf(timeouts[limit])).join(" | ")} |`,
    ),
  ].join("\n");
}
