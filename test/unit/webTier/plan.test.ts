import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { Problems } from "../../../components/declaration/problems";
import { read } from "../../../components/declaration/read";
import { planWebTier } from "../../../components/webTier/plan";
import { type WebTierDeclaration, webTierSchema } from "../../../components/webTier/spec";
import { planned } from "../../../testing/fixtures/application";

function plan(name: string, args: WebTierDeclaration) {
  const problems = new Problems();
  return {
    plan: planWebTier(name, webTierSchema.parse(args), { application: planned().plan }, problems),
    problems: problems.all,
  };
}

const golden = (file: string) => readFileSync(join(__dirname, "golden", file), "utf8");
const evented: WebTierDeclaration = {
  server: "gunicorn-gevent",
  instances: 4,
  processes: 2,
  connections: 200,
  memory: "512 MiB",
};
const apache: WebTierDeclaration = {
  server: "apache-mod-wsgi",
  instances: 2,
  processes: 4,
  threads: 8,
  memory: "1 GiB",
};

test("renders gunicorn's configuration", () => {
  expect(plan("evented", evented).plan.configs).toEqual([
    { name: "evented-gunicorn.conf.py", content: golden("gunicorn.conf.py") },
  ]);
});

test("renders Apache's configuration", () => {
  expect(plan("apache", apache).plan.configs).toEqual([
    { name: "apache-apache2.conf", content: golden("apache2.conf") },
  ]);
});

test("plans an evented tier", () => {
  const { plan: made, problems } = plan("evented", evented);
  expect(problems).toEqual([]);
  expect(made).toMatchObject({ name: "evented", instances: 4, port: 8_000, concurrency: 200, databaseConnections: 64 });
  expect(made.services).toHaveLength(1);
  expect(made.services[0]).toMatchObject({
    name: "evented",
    image: "evented",
    hostname: "evented-{{.Task.Slot}}",
    env: { APTURE_DATABASE_CONNECTIONS: "8" },
    replicas: 4,
    placement: { role: "web" },
    networks: ["web", "cache", "queue", "content-pool", "views-pool"],
    memory: "512 MiB",
    health: { retries: 3 },
    update: { order: "start-first", monitor: "3 s" },
    stopSignal: "SIGTERM",
  });
});

test("plans a threaded tier", () => {
  const { plan: made, problems } = plan("apache", apache);
  expect(problems).toEqual([]);
  expect(made).toMatchObject({ name: "apache", instances: 2, port: 8_000, concurrency: 32, databaseConnections: 64 });
  expect(made.services[0]).toMatchObject({
    image: "apache",
    hostname: "apache-{{.Task.Slot}}",
    env: { APTURE_DATABASE_CONNECTIONS: "8" },
    stopSignal: "SIGWINCH",
    update: { order: "start-first", monitor: "3 s" },
  });
});

test("more instances change only the number of replicas", () => {
  const replicas = (instances: number) => {
    const { configs, services } = plan("evented", { ...evented, instances }).plan;
    return { configs, services: services.map((service) => ({ ...service, replicas: 0 })) };
  };
  expect(replicas(9)).toEqual(replicas(2));
});

test("all processes together accept every request that the routers may send", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 64, max: 10_000 }), (processes, connections) => {
      const { plan: made } = plan("evented", { ...evented, processes, connections });
      const [, each] = /^worker_connections = (\d+)$/m.exec(made.configs[0]?.content ?? "") ?? [];
      expect(Number(each) * processes).toBeGreaterThanOrEqual(made.concurrency + processes);
    }),
  );
});

test("a process opens at most one database connection per request", () => {
  expect(
    plan("evented", { ...evented, processes: 1, connections: 4, databaseConnections: 100 }).plan.databaseConnections,
  ).toBe(16);
});

test.each<[string, string, WebTierDeclaration, string]>([
  [
    "fewer requests than processes",
    "evented",
    { ...evented, processes: 4, connections: 2 },
    "web.evented.connections is 2, fewer than its 4 processes; use 4 or more.",
  ],
  [
    "an evented tier with too little memory",
    "evented",
    { ...evented, memory: "128 MiB" },
    'web.evented.memory is "128 MiB", too little for 2 processes and 200 requests at a time; use "185 MiB" or more, or fewer processes or requests.',
  ],
  [
    "a threaded tier with too little memory",
    "apache",
    { ...apache, memory: "256 MiB" },
    'web.apache.memory is "256 MiB", too little for 4 processes and 32 requests at a time; use "276 MiB" or more, or fewer processes or requests.',
  ],
])("rejects %s", (_, name, args, text) => expect(plan(name, args).problems).toContain(text));

test.each<[unknown, string[]]>([
  [{ server: "spawning" }, ['web.evented.server is "spawning"; use "gunicorn-gevent" or "apache-mod-wsgi".']],
  [{}, ['web.evented.server is missing; use "gunicorn-gevent" or "apache-mod-wsgi".']],
  [4, ["web.evented is 4; use a block of settings."]],
  [{ ...evented, instances: 0 }, ["web.evented.instances is 0; use a whole number from 1 to 64."]],
  [{ ...evented, connections: 20_000 }, ["web.evented.connections is 20000; use a whole number from 1 to 10,000."]],
  [{ ...evented, databaseConnections: 0 }, ["web.evented.databaseConnections is 0; use a whole number from 1 to 200."]],
  [
    { ...evented, threads: 4 },
    [
      "web.evented.threads is not a setting; use server, instances, memory, cpus, processes, connections or databaseConnections.",
    ],
  ],
  [{ ...apache, threads: 65 }, ["web.evented.threads is 65; use a whole number from 1 to 64."]],
  [
    { ...apache, memory: "64 MiB", cpus: 0 },
    [
      'web.evented.memory is "64 MiB"; use a size from "128 MiB" to "256 GiB".',
      "web.evented.cpus is 0; use a number from 0.1 to 128.",
    ],
  ],
])("rejects %j", (args, problems) => expect(read(webTierSchema, args, "web.evented")).toEqual({ problems }));
