import { applicationSchema } from "../../../components/application/spec";
import { read } from "../../../components/declaration/read";
import { planned } from "../../../testing/fixtures/application";

const content = (name: string, { plan } = planned()) =>
  plan.configs.find((config) => config.name === name)?.content ?? "";
const template = (name: string, { plan } = planned()) =>
  plan.secrets.find((secret) => secret.name === name)?.template ?? "";

test("the settings contain all addresses and no secret, with durations in seconds", () => {
  expect(JSON.parse(content("app-settings.json"))).toEqual({
    databases: {
      content: {
        host: "content-pooler",
        port: 6432,
        database: "content",
        readDatabase: "content_read",
        appRole: "content_app",
        ownerRole: "content_owner",
      },
      views: {
        host: "views-pooler",
        port: 6432,
        database: "views",
        readDatabase: "views_read",
        appRole: "views_app",
        ownerRole: "views_owner",
      },
    },
    placement: { pages: "content", views: "views" },
    cache: {
      servers: ["cache-1:11211", "cache-2:11211"],
      timeout: 0.15,
      deadFor: 5,
      fresh: 30,
      kept: 86_400,
      lease: 5,
      wait: 1,
    },
    queue: {
      brokers: ["queue-q-1", "queue-q-2"],
      vhost: "apture",
      user: "app",
      exchange: "jobs",
      name: "jobs",
      confirms: true,
      connectTimeout: 2,
      confirmTimeout: 2,
    },
    outbox: { maxRows: 100_000, metricsPort: 9_101 },
    timeouts: { connect: 2, statement: 2, request: 2.5 },
    circuitBreaker: true,
  });
  expect(content("app-settings.json")).not.toContain("password");
});

test("workers get the same settings and secrets as web tiers, except for the user of the queue", () => {
  const [web, workers] = ["app-settings.json", "workers-settings.json"].map((name) => JSON.parse(content(name)));
  expect(workers).toEqual({ ...web, queue: { ...web.queue, user: "worker" } });
  const secrets = JSON.parse(template("app-secrets.json"));
  expect(JSON.parse(template("workers-secrets.json"))).toEqual({ ...secrets, queue: "{{queue-worker-password}}" });
  const { web: webMounts, workers: workerMounts } = planned().plan.mounts;
  const pathsOf = ({ configs, secrets: files }: typeof webMounts) => [...configs, ...files].map(({ path }) => path);
  expect(pathsOf(workerMounts)).toEqual(pathsOf(webMounts));
});

test("tiers and workers get the passwords of the application's roles, migrations those of the owners", () => {
  expect(JSON.parse(template("app-secrets.json"))).toEqual({
    secretKey: "{{django-secret-key}}",
    databases: { content: "{{content-app-password}}", views: "{{views-app-password}}" },
    queue: "{{queue-app-password}}",
    owner: false,
  });
  expect(JSON.parse(template("migrations-secrets.json"))).toEqual({
    secretKey: "{{django-secret-key}}",
    databases: { content: "{{content-owner-password}}", views: "{{views-owner-password}}" },
    queue: "",
    owner: true,
  });
});

test("migrations are connected to the poolers only", () => {
  const [migrations] = planned().plan.services;
  expect(migrations).toMatchObject({
    name: "migrations",
    image: "app",
    args: ["migrations"],
    replicas: 1,
    placement: { role: "worker" },
    networks: ["content-pool", "views-pool"],
    secrets: [
      { from: "migrations-secrets.json", path: "/run/secrets/app.json", owner: 10_002 },
      { from: "app-authority.crt", path: "/run/secrets/authority.crt", owner: 10_002 },
    ],
  });
});

test("the relay reaches the broker and the outbox, as a user that only publishes, and has no other secret", () => {
  const made = planned({ outbox: { maxRows: 500, relays: 2 } });
  expect(made.plan.services[1]).toEqual({
    name: "outbox-relay",
    image: "app",
    args: ["outbox-relay"],
    hostname: "outbox-relay-{{.Task.Slot}}",
    env: { APTURE_DATABASE_CONNECTIONS: "1" },
    replicas: 2,
    placement: { role: "worker" },
    networks: ["queue", "content-pool"],
    configs: [{ from: "outbox-relay-settings.json", path: "/etc/apture/settings.json" }],
    secrets: [
      { from: "outbox-relay-secrets.json", path: "/run/secrets/app.json", owner: 10_002 },
      { from: "app-authority.crt", path: "/run/secrets/authority.crt", owner: 10_002 },
    ],
    tmpfs: { "/tmp": "16 MiB" },
    memory: "96 MiB",
    health: { timeout: "5 s", retries: 3, startPeriod: "4 min" },
    update: { order: "start-first" },
    probe: { kind: "outbox", network: "queue", url: "http://outbox-relay:9101/metrics" },
  });
  expect(JSON.parse(template("outbox-relay-secrets.json", made))).toEqual({
    secretKey: "",
    databases: { content: "{{content-app-password}}" },
    queue: "{{queue-relay-password}}",
    owner: false,
  });
  const settings: unknown = JSON.parse(content("outbox-relay-settings.json", made));
  expect(settings).toMatchObject({
    placement: { pages: "content" },
    cache: { servers: [] },
    queue: { user: "relay", exchange: "jobs" },
    outbox: { maxRows: 500, metricsPort: 9_101 },
  });
  expect(settings).toHaveProperty("databases", { content: expect.objectContaining({ appRole: "content_app" }) });
});

test("the relay follows the pages to another database", () => {
  const { plan } = planned({ placement: { pages: "views" } });
  expect(plan.services[1]?.networks).toEqual(["queue", "views-pool"]);
  expect(plan.outbox).toEqual({ relays: 1, database: "views" });
});

test("an application without an outbox has no relay", () => {
  const { plan } = planned({ outbox: { relays: 0 } });
  expect(plan.services.map(({ name }) => name)).toEqual(["migrations"]);
  expect(plan.configs.map(({ name }) => name)).toEqual(["app-settings.json", "workers-settings.json"]);
  expect(plan.passwords).not.toContain("queue-relay-password");
});

test("one database may hold all parts, and an unused database is not connected", () => {
  const { plan, problems } = planned({ placement: { views: "content" } }, ["content", "spare"]);
  expect(problems).toEqual([]);
  expect(plan.databases).toEqual(["content"]);
  expect(plan.networks).toEqual(["cache", "queue", "content-pool"]);
});

test("a lease is longer than the longest read of its holder", () => {
  const { plan } = planned({ statementTimeout: "2500 ms", connectTimeout: "1 s" });
  expect(JSON.parse(plan.configs[0]?.content ?? "").cache.lease).toBe(5);
});

test.each<[string, Parameters<typeof planned>, string[]]>([
  [
    "an unknown part",
    [{ placement: { search: "content" } }],
    ["application.placement.search is not a part of the application; use pages or views."],
  ],
  [
    "an undeclared database",
    [{ placement: { views: "stats" } }],
    [
      'application.placement.views is "stats", which is not a declared database; use "content" or "views", or declare it.',
    ],
  ],
  [
    "an undeclared default database",
    [{}, ["content"]],
    ['application.placement.views is "views", which is not a declared database; use "content", or declare it.'],
  ],
  [
    "pages that leave the cache while they are fresh",
    [{ freshFor: "10 min", staleFor: "5 min" }],
    [
      'application.freshFor is "10 min", longer than staleFor ("5 min"), after which a page leaves the cache; use a shorter freshFor or a longer staleFor.',
    ],
  ],
  [
    "a request timeout shorter than the statement timeout",
    [{ requestTimeout: "1 s" }],
    [
      'application.requestTimeout is "1 s", shorter than statementTimeout ("2 s"); raise requestTimeout or lower statementTimeout.',
    ],
  ],
])("rejects %s", (_, args, texts) => expect(planned(...args).problems).toEqual(texts));

test("accepts an application without stale pages and circuit breaker, with long statements", () => {
  const { plan, problems } = planned({
    freshFor: "5 s",
    staleFor: "5 s",
    circuitBreaker: false,
    statementTimeout: "30 s",
  });
  expect(problems).toEqual([]);
  expect(JSON.parse(plan.configs[0]?.content ?? "")).toMatchObject({
    cache: { fresh: 5, kept: 5 },
    timeouts: { statement: 30, request: 30.5 },
    circuitBreaker: false,
  });
});

test.each<[unknown, string]>([
  [{ freshFor: "0 s" }, 'application.freshFor is "0 s"; use a duration from "1 s" to "1 h".'],
  [{ staleFor: 5 }, 'application.staleFor is 5; use a duration from "1 s" to "30 d".'],
  [{ statementTimeout: "1 min" }, 'application.statementTimeout is "1 min"; use a duration from "100 ms" to "30 s".'],
  [{ connectTimeout: "2" }, 'application.connectTimeout is "2"; use a duration from "100 ms" to "10 s".'],
  [{ cacheTimeout: "5 ms" }, 'application.cacheTimeout is "5 ms"; use a duration from "20 ms" to "2 s".'],
  [{ outbox: { maxRows: 0 } }, "application.outbox.maxRows is 0; use a whole number from 1 to 1,000,000."],
  [{ outbox: { relays: 9 } }, "application.outbox.relays is 9; use a whole number from 0 to 8."],
  [{ freshfor: "1 s" }, "application.freshfor is not a setting; did you mean freshFor?"],
])("rejects %j", (args, text) => expect(read(applicationSchema, args, "application")).toEqual({ problems: [text] }));
