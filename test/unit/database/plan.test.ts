import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { type DatabaseDeclaration, databaseSchema } from "../../../components/database/spec";
import { read } from "../../../components/declaration/read";
import { placeholders } from "../../../components/swarm/secretTemplate";
import { file, planned } from "../../../testing/fixtures/database";

const golden = (name: string) => readFileSync(join(__dirname, "golden", name), "utf8");

test.each([
  "content-db-1.yml",
  "content-db-2.yml",
  "content-route.cfg",
  "content-pgbouncer.ini",
  "content-reconciler.json",
])("renders %s", (name) => {
  const { plan, problems } = planned({ synchronous: true, poolers: 2 });
  expect(problems).toEqual([]);
  expect(file(plan, name)).toBe(golden(name));
});

test("plans a member on each machine, a pooler and a reconciler, each on the networks that it needs", () => {
  const { services } = planned({ poolers: 2 }).plan;
  expect(
    services.map(({ name, image, replicas, placement, networks }) => [name, image, replicas, placement, networks]),
  ).toEqual([
    ["content-db-1", "postgres", 1, { machine: "db-1" }, ["content-data", "etcd"]],
    ["content-db-2", "postgres", 1, { machine: "db-2" }, ["content-data", "etcd"]],
    ["content-pooler", "pgbouncer", 2, { role: "database" }, ["content-pool", "content-data"]],
    ["content-reconciler", "reconciler", 1, { role: "database" }, ["content-data"]],
  ]);
});

test("the primary bootstraps the database, and members are updated one after the other", () => {
  const { services } = planned({ primary: "db-3", replicas: ["db-1", "db-2"] }).plan;
  expect(services.filter(({ image }) => image === "postgres").map(({ name, after }) => [name, after])).toEqual([
    ["content-db-3", undefined],
    ["content-db-1", ["content-db-3"]],
    ["content-db-2", ["content-db-1"]],
  ]);
});

test("a member has the data volume of its disk and stops gracefully", () => {
  const [first, second] = planned().plan.services;
  expect(first?.volumes).toEqual([{ name: "content-db-1-data", path: "/var/lib/postgresql" }]);
  expect(second?.volumes).toEqual([
    {
      name: "content-db-2-data",
      path: "/var/lib/postgresql",
      driverOptions: { type: "xfs", device: "/dev/nvme0n1", o: "noatime" },
    },
  ]);
  expect(first).toMatchObject({ update: { order: "stop-first" }, stopGrace: "60 s", stopSignal: "SIGTERM" });
});

test("a member gets a quarter of its machine's memory, or the declared memory", () => {
  const memory = (args: Partial<DatabaseDeclaration>) =>
    planned(args)
      .plan.services.slice(0, 2)
      .map((service) => [service.memory, service.tmpfs?.["/dev/shm"]]);
  expect(memory({})).toEqual([
    ["4096 MiB", "512 MiB"],
    ["16384 MiB", "2048 MiB"],
  ]);
  expect(memory({ memory: "2 GiB" })).toEqual([
    ["2 GiB", "256 MiB"],
    ["2 GiB", "256 MiB"],
  ]);
});

test("a declared setting overrides the derived one on every member and alters no other file", () => {
  const { plan } = planned({ settings: { checkpoint_timeout: "15min" } });
  for (const member of ["content-db-1.yml", "content-db-2.yml"]) {
    const text = file(plan, member);
    expect(text).toContain('"checkpoint_timeout": "15min"');
    expect(text).not.toContain('"5min"');
  }
  expect(changed({}, { settings: { checkpoint_timeout: "15min" } })).toEqual(["content-db-1.yml", "content-db-2.yml"]);
});

/** Names of the files that differ between two declarations. */
function changed(before: Partial<DatabaseDeclaration>, after: Partial<DatabaseDeclaration>): string[] {
  const [a, b] = [planned(before).plan, planned(after).plan];
  const common = a.configs.filter(({ name }) => b.configs.some((config) => config.name === name));
  return common.filter(({ name }) => file(a, name) !== file(b, name)).map(({ name }) => name);
}

test.each<[string, Partial<DatabaseDeclaration>, Partial<DatabaseDeclaration>, string[]]>([
  ["another primary", {}, { primary: "db-2", replicas: ["db-1"] }, ["content-reconciler.json"]],
  ["one more replica", {}, { replicas: ["db-2", "db-3"] }, ["content-route.cfg", "content-reconciler.json"]],
  ["synchronous replication", {}, { synchronous: true }, ["content-reconciler.json"]],
  [
    "more connections",
    {},
    { connections: 120 },
    ["content-route.cfg", "content-pgbouncer.ini", "content-reconciler.json"],
  ],
  ["another maximum lag", {}, { maxLag: "1 MiB" }, ["content-route.cfg", "content-reconciler.json"]],
  ["more memory", {}, { memory: "8 GiB" }, ["content-db-1.yml", "content-db-2.yml", "content-reconciler.json"]],
])("%s alters exactly these files", (_, before, after, files) => expect(changed(before, after)).toEqual(files));

test("another primary alters no service", () => {
  const without = (args: Partial<DatabaseDeclaration>) =>
    planned(args)
      .plan.services.map(({ after: _, ...service }) => service)
      .sort((a, b) => a.name.localeCompare(b.name));
  expect(without({ primary: "db-2", replicas: ["db-1"] })).toEqual(without({}));
});

test("the endpoint is the pooler, with two roles", () => {
  expect(planned({}, "page-views").plan.endpoint).toEqual({
    name: "page-views",
    host: "page-views-pooler",
    port: 6432,
    database: "page-views",
    readDatabase: "page-views_read",
    appRole: "page_views_app",
    ownerRole: "page_views_owner",
    appPassword: "page-views-app",
    ownerPassword: "page-views-owner",
  });
});

test("passwords appear only in templates of secrets", () => {
  const { configs, services, secrets } = planned().plan;
  expect(JSON.stringify([configs, services])).not.toMatch(/\{\{[a-z]/);
  expect(Object.fromEntries(secrets.map(({ name, template }) => [name, placeholders(template)]))).toEqual({
    "content-passwords.yml": ["content-api", "content-superuser", "content-replication", "content-rewind"],
    "content-db-1.key": ["content-db-1.key"],
    "content-db-1.crt": ["content-db-1.crt"],
    "content-db-1-authority.crt": ["authority.crt"],
    "content-db-2.key": ["content-db-2.key"],
    "content-db-2.crt": ["content-db-2.crt"],
    "content-db-2-authority.crt": ["authority.crt"],
    "content-pooler.key": ["content-pooler.key"],
    "content-pooler.crt": ["content-pooler.crt"],
    "content-pooler-authority.crt": ["authority.crt"],
    "content-userlist.txt": ["content-owner", "content-app", "content-pooler"],
    "content-reconciler-secrets.json": [
      "content-superuser",
      "content-api",
      "content-owner",
      "content-app",
      "content-pooler",
    ],
  });
});

test("secrets with passwords are well-formed", () => {
  const { secrets } = planned().plan;
  const filled = (name: string) =>
    (secrets.find((secret) => secret.name === name)?.template ?? "").replaceAll(/\{\{[a-z-]+\}\}/g, "Ab1");
  expect(JSON.parse(filled("content-passwords.yml"))).toMatchObject({
    postgresql: { authentication: { superuser: { username: "postgres", password: "Ab1" } } },
  });
  expect(JSON.parse(filled("content-reconciler-secrets.json"))).toMatchObject({
    content_app: "Ab1",
    pooler_admin: "Ab1",
  });
  expect(filled("content-userlist.txt")).toBe('"content_owner" "Ab1"\n"content_app" "Ab1"\n"pooler_admin" "Ab1"\n');
});

test.each<[string, Partial<DatabaseDeclaration>, string[]]>([
  [
    "a primary on an undeclared machine",
    { primary: "db-9" },
    ["databases.content.primary names the machine db-9, which is not declared; declare it or use another machine."],
  ],
  [
    "a replica on a machine without the role",
    { replicas: ["web-1"] },
    [
      'databases.content.replicas names web-1, whose roles lack "database"; add the role or use another machine.',
      "machines.web-1.disk is missing, but databases.content has a member there; declare the disk's throughput and IOPS.",
    ],
  ],
  [
    "a machine without a disk",
    { replicas: ["db-4"] },
    [
      "machines.db-4.disk is missing, but databases.content has a member there; declare the disk's throughput and IOPS.",
    ],
  ],
  [
    "a primary that is its own replica",
    { replicas: ["db-2", "db-1"] },
    ["databases.content.replicas names db-1, which is the primary; name it once."],
  ],
  [
    "synchronous replication without a replica",
    { replicas: [], synchronous: true },
    [
      "databases.content.synchronous is true, but there is no replica to acknowledge a write; add a replica or use false.",
    ],
  ],
  [
    "a reason for asynchronous replication that is synchronous",
    { synchronous: true, asynchronousBecause: "Views may be lost." },
    ["databases.content.asynchronousBecause gives a reason, but synchronous is true; remove one of them."],
  ],
  [
    "fewer connections than poolers need",
    { connections: 6, poolers: 4 },
    ["databases.content.connections is 6 for 4 poolers; use 8 or more, two for each pooler."],
  ],
  [
    "more connections than a member of its memory accepts",
    { connections: 100, memory: "512 MiB" },
    [
      "databases.content.connections is 100: in a rollout, 2 poolers may open 400 connections to the leader for writes and reads, " +
        'and 10 are reserved, but a member of 512 MiB accepts 128; use at most 29 connections, or more memory: "1640 MiB".',
    ],
  ],
  [
    "more connections than any member accepts",
    { connections: 495, memory: "512 GiB" },
    [
      "databases.content.connections is 495: in a rollout, 2 poolers may open 1980 connections to the leader for writes and reads, " +
        "and 10 are reserved, but a member of 512 GiB accepts 1000; use at most 247 connections.",
    ],
  ],
  [
    "more poolers than memory has connections for",
    { connections: 64, memory: "256 MiB", poolers: 16 },
    [
      "databases.content.connections is 64: in a rollout, 17 poolers may open 136 connections to the leader for writes and reads, " +
        'and 10 are reserved, but a member of 256 MiB accepts 64; use fewer poolers, or more memory: "584 MiB".',
    ],
  ],
])("rejects %s", (_, args, problems) => expect(planned(args).problems).toEqual(problems));

test.each([
  "all",
  "pg",
  "pg-views",
  "pgbouncer",
  "postgres",
  "replication",
  "sameuser",
  "samerole",
  "samegroup",
  "template0",
  "template1",
])("rejects the name %s", (name) => {
  expect(planned({}, name).problems).toEqual([
    `databases.${name} has a name that PostgreSQL or PgBouncer reserves; use another name.`,
  ]);
});

test.each<[unknown, string[]]>([
  [
    { connections: 100 },
    [
      "databases.content.primary is missing; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.",
    ],
  ],
  [{ primary: "db-1", connections: 3 }, ["databases.content.connections is 3; use a whole number from 4 to 495."]],
  [{ primary: "db-1", connections: 496 }, ["databases.content.connections is 496; use a whole number from 4 to 495."]],
  [
    { primary: "db-1", connections: 10, replicas: ["db-2", "db-2"] },
    ['databases.content.replicas names "db-2" twice; name it once.'],
  ],
  [
    { primary: "db-1", connections: 10, maxLag: "16 MB" },
    ['databases.content.maxLag is "16 MB"; use a size from "8 KiB" to "16 GiB".'],
  ],
  [
    { primary: "db-1", connections: 10, memory: "64 MiB" },
    ['databases.content.memory is "64 MiB"; use a size from "256 MiB" to "12 TiB".'],
  ],
  [
    { primary: "db-1", connections: 10, synchronous: "yes" },
    ['databases.content.synchronous is "yes"; use true or false.'],
  ],
  [
    { primary: "db-1", connections: 10, asynchronousBecause: "" },
    ['databases.content.asynchronousBecause is ""; use a sentence that says why.'],
  ],
  [
    { primary: "db-1", connections: 10, poolers: 0 },
    ["databases.content.poolers is 0; use a whole number from 1 to 16."],
  ],
  [
    { primary: "db-1", connections: 10, replica: ["db-2"] },
    ["databases.content.replica is not a setting; did you mean replicas?"],
  ],
])("rejects %j", (args, problems) => expect(read(databaseSchema, args, "databases.content")).toEqual({ problems }));

test("the problem with connections proposes sufficient memory and accepted connections", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 495 }), fc.integer({ min: 256, max: 4_096 }), (connections, memory) => {
      const [problem] = planned({ connections, memory: `${memory} MiB` }).problems;
      const [, fits, more] = /use at most (\d+), or more memory: "(\d+) MiB"/.exec(problem ?? "") ?? [];
      if (fits === undefined || more === undefined) return;
      expect(planned({ connections: Number(fits), memory: `${memory} MiB` }).problems).toEqual([]);
      expect(planned({ connections, memory: `${Number(more)} MiB` }).problems).toEqual([]);
    }),
  );
});

test("all poolers together never open more connections than declared, and a member accepts twice as many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 495 }), fc.integer({ min: 1, max: 4 }), (connections, poolers) => {
      const { plan } = planned({ connections, poolers });
      const each = Number(/^max_db_connections = (\d+)$/m.exec(file(plan, "content-pgbouncer.ini"))?.[1]);
      expect(each * poolers).toBeLessThanOrEqual(connections);
      expect(plan.desired.dynamic.postgresql.parameters.max_connections).toBeGreaterThanOrEqual(2 * each * poolers);
    }),
  );
});
