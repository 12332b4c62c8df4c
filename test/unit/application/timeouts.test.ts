import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { applicationSchema } from "../../../components/application/spec";
import { durationOf, timeoutsOf, webQueue } from "../../../components/application/timeouts";
import { planCluster, systemsOf } from "../../../components/cluster/plan";
import { milliseconds } from "../../../components/declaration/units";
import { renderTimeouts } from "../../../docs/generate/timeouts";
import { edited } from "../../../testing/fixtures/declarationEdits";

const times = fc
  .record({
    statement: fc.integer({ min: 100, max: 30_000 }),
    request: fc.option(fc.integer({ min: 100, max: 120_000 })),
  })
  .filter(({ statement, request }) => request === null || request >= statement)
  .map(({ statement, request }) => ({
    statementTimeout: durationOf(statement),
    ...(request === null ? {} : { requestTimeout: durationOf(request) }),
  }));

test("each limit ends before the limit around it", () => {
  fc.assert(
    fc.property(times, fc.option(fc.integer({ min: 100, max: 300_000 })), (settings, declared) => {
      const application = applicationSchema.parse(settings);
      const responseTimeout = declared === null ? undefined : durationOf(declared);
      const limits = timeoutsOf(application, responseTimeout);
      const ladder = [limits.lockWait, limits.statement, limits.serverStatement, limits.response];
      // Whether a declared response timeout is refused does not depend on the limits outside of it.
      if (limits.response < limits.leastResponse) return expect(responseTimeout).toBeDefined();
      expect(limits.statement).toBeLessThanOrEqual(limits.request);
      expect(limits.request + webQueue).toBeLessThanOrEqual(limits.response);
      if (responseTimeout === undefined) {
        expect([...ladder].sort((a, b) => a - b)).toEqual(ladder);
        // A statement that starts at the end of a request ends before the request is repeated.
        expect(limits.request + limits.serverStatement).toBeLessThanOrEqual(limits.response);
        expect(limits.response).toBeLessThanOrEqual(300_000);
      }
      expect(limits.statement).toBeLessThan(limits.poolerWait);
      expect(limits.request).toBeLessThan(limits.idleTransaction);
      expect(limits.request).toBeLessThan(limits.poolerGrace);
      expect(limits.response).toBeLessThan(limits.webStop);
      expect(limits.webStop).toBeLessThan(limits.webRequest);
      expect(limits.webRequest).toBeLessThan(limits.webGrace);
      expect(limits.response).toBeLessThan(limits.routerStop);
      expect(limits.routerStop).toBeLessThan(limits.routerGrace);
    }),
    { numRuns: 1_000 },
  );
});

/** Every time limit of a request as the plan of a declaration renders it, in milliseconds. */
function rendered(edit: Readonly<Record<string, unknown>>) {
  const plan = planCluster(edited(edit), { today: "2026-11-23" });
  const systems = systemsOf(plan);
  const text = (name: string) =>
    systems.flatMap(({ configs }) => configs).find((config) => config.name === name)?.content ?? "";
  const number = (name: string, pattern: RegExp) => Number(pattern.exec(text(name))?.[1]);
  const grace = (name: string) =>
    milliseconds(
      systems.flatMap(({ services }) => services).find((service) => service.name === name)?.stopGrace ?? "0 s",
    );
  return {
    statement: 1_000 * number("app-settings.json", /"statement": ([\d.]+)/),
    request: 1_000 * number("app-settings.json", /"request": ([\d.]+)/),
    role: number("content-reconciler.json", /"statement_timeout": (\d+)/),
    lock: number("content-reconciler.json", /"lock_timeout": (\d+)/),
    idle: number("content-reconciler.json", /"idle_in_transaction_session_timeout": (\d+)/),
    pooler: 1_000 * number("content-pgbouncer.ini", /query_wait_timeout = ([\d.]+)/),
    router: number("router-haproxy.cfg", /timeout server {2}(\d+)ms/),
    routerStop: 1_000 * number("router-haproxy.cfg", /hard-stop-after (\d+)s/),
    apache: 1_000 * number("apache-apache2.conf", /request-timeout=(\d+)/),
    apacheStop: 1_000 * number("apache-apache2.conf", /graceful-timeout=(\d+)/),
    gunicorn: 1_000 * number("evented-gunicorn.conf.py", /\ntimeout = (\d+)/),
    gunicornStop: 1_000 * number("evented-gunicorn.conf.py", /graceful_timeout = (\d+)/),
    graces: ["router", "apache", "evented", "content-pooler"].map(grace),
  };
}

test.each([
  [
    "without settings",
    {},
    {
      statement: 2_000,
      request: 2_500,
      role: 5_000,
      lock: 1_500,
      idle: 10_000,
      pooler: 5_000,
      router: 15_000,
      routerStop: 25_000,
      apache: 30_000,
      apacheStop: 25_000,
      gunicorn: 30_000,
      gunicornStop: 25_000,
      graces: [30_000, 35_000, 35_000, 30_000],
    },
  ],
  [
    "with a long statement and request",
    { "application.statementTimeout": "20 s", "application.requestTimeout": "2 min" },
    {
      statement: 20_000,
      request: 120_000,
      role: 23_000,
      lock: 15_000,
      idle: 125_000,
      pooler: 23_000,
      router: 143_000,
      routerStop: 153_000,
      apache: 158_000,
      apacheStop: 153_000,
      gunicorn: 158_000,
      gunicornStop: 153_000,
      graces: [158_000, 163_000, 163_000, 130_000],
    },
  ],
  [
    "with a declared response timeout",
    { "loadBalancer.responseTimeout": "5 min" },
    {
      statement: 2_000,
      request: 2_500,
      role: 5_000,
      lock: 1_500,
      idle: 10_000,
      pooler: 5_000,
      router: 300_000,
      routerStop: 310_000,
      apache: 315_000,
      apacheStop: 310_000,
      gunicorn: 315_000,
      gunicornStop: 310_000,
      graces: [315_000, 320_000, 320_000, 30_000],
    },
  ],
])("the declared time limits reach every part of the path %s", (_, edit, expected) => {
  expect(rendered(edit)).toEqual(expected);
});

test.each([
  [{ "application.requestTimeout": "10 s", "loadBalancer.responseTimeout": "1 s" }, '"1 s"', '"10 s"', '"12 s"'],
  [
    { "application.requestTimeout": "10 s", "loadBalancer.responseTimeout": "11900 ms" },
    '"11900 ms"',
    '"10 s"',
    '"12 s"',
  ],
  [{ "loadBalancer.responseTimeout": "2 s" }, '"2 s"', '"2500 ms"', '"5 s"'],
])("rejects a response timeout that ends before a request: %j", (edit, response, request, enough) => {
  expect(() => planCluster(edited(edit))).toThrow(
    `loadBalancer.responseTimeout is ${response}, but the application may work on a request for ${request} ` +
      '(application.requestTimeout), after a wait of "2 s" in its web server, so a router would repeat a request ' +
      `while the first one still runs; use ${enough} or more, a shorter requestTimeout, or remove responseTimeout.`,
  );
});

test("accepts the shortest response timeout that the problem names", () => {
  expect(() =>
    planCluster(edited({ "application.requestTimeout": "10 s", "loadBalancer.responseTimeout": "12 s" })),
  ).not.toThrow();
});

test("docs/operations.md has the current time limits", () => {
  const operations = readFileSync(join(__dirname, "../../../docs/operations.md"), "utf8");
  if (!operations.includes(`\n\n${renderTimeouts()}\n\n`))
    throw new Error(`The table of docs/operations.md is not current; use:\n\n${renderTimeouts()}`);
});
