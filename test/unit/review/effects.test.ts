import fc from "fast-check";
import { settingChanges } from "../../../review/diff/compare";
import { serviceChanges } from "../../../review/diff/services";
import { effectsOf } from "../../../review/effects";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import { edited } from "../../../testing/fixtures/declarationEdits";

const images = { apache: "registry.example/apache@sha256:1", postgres: "registry.example/postgres@sha256:1" };

/** The snapshot of dev with a change; `undefined` if it does not plan. */
function snapshot(
  edit: Readonly<Record<string, unknown>>,
  more: Partial<StackSnapshot> = {},
): StackSnapshot | undefined {
  const made = snapshotOfDeclaration("dev", edited(edit), { publishedPort: 8080, policies: [], images });
  return "problems" in made ? undefined : { ...made, ...more };
}

function effects(edit: Readonly<Record<string, unknown>>, more: Partial<StackSnapshot> = {}) {
  const [before, after] = [snapshot({}), snapshot(edit, more)];
  if (before === undefined || after === undefined) throw new Error("it does not plan");
  const services = serviceChanges(before, after);
  return { services, effects: effectsOf({ before, after, services }) };
}

test.each<[string, Readonly<Record<string, unknown>>, string[]]>([
  ["no change", {}, []],
  ["more traffic", { "traffic.pages": 300 }, []],
  ["more instances", { "web.evented.instances": 4 }, ["rolling router", "live evented"]],
  ["other weights", { "loadBalancer.weights.evented": 3 }, ["rolling router"]],
  ["more memory for a tier", { "web.apache.memory": "300 MiB" }, ["rolling apache"]],
  ["more memory for the cache", { "cache.memory": "96 MiB" }, ["rolling cache-1 cache-2"]],
  [
    "another cache server",
    { "cache.instances": 3 },
    ["rolling migrations evented apache", "rolling workers", "live ", "live cache-3"],
  ],
  ["a higher queue limit", { "queue.maxItems": 210_000 }, ["live queue-reconciler"]],
  ["larger items", { "queue.maxItemBytes": "2 MiB" }, ["outage queue-app-1"]],
  ["a read-only queue", { "queue.status": "readOnly" }, ["outage ", "live queue-reconciler"]],
  ["a quiescent queue", { "queue.status": "quiescent" }, ["outage ", "live workers", "live queue-reconciler"]],
  ["fewer dead letters", { "queue.deadLetters": { maxItems: 10 } }, ["data ", "live queue-reconciler"]],
  ["more connections at the edge", { "loadBalancer.edgeConnections": 9_000 }, ["outage edge"]],
  [
    "another primary",
    { "databases.content.primary": "db-2", "databases.content.replicas": ["db-1"] },
    ["rolling content-reconciler"],
  ],
  [
    "no replica",
    { "databases.content.replicas": [] },
    [
      "data content-db-2",
      "rolling content-pooler",
      "live content-reconciler",
      "live content-repository content-backup",
    ],
  ],
  ["another backup schedule", { "databases.content.backups.fullEvery": "2 d" }, ["live content-backup"]],
  ["a shorter archive interval", { "databases.content.backups.archiveTimeout": "30 s" }, ["live content-reconciler"]],
  [
    "a restart of a replica",
    { "machines.db-2.disk.writeMBps": 100, "databases.views.primary": "db-1", "databases.views.replicas": ["db-2"] },
    ["rolling content-db-2", "rolling views-reconciler", "rolling views-db-2", "live content-reconciler"],
  ],
  [
    "another PostgreSQL setting",
    { "databases.content.settings": { checkpoint_timeout: "15min" } },
    ["outage content-db-1 content-db-2"],
  ],
  [
    "another etcd member",
    {
      "machines.db-1.roles": ["database", "etcd"],
      "machines.db-2.roles": ["database", "etcd"],
      "etcd.machines": ["app-1", "db-1", "db-2"],
    },
    ["outage content-db-1 content-db-2", "outage views-db-2 views-db-1", "outage etcd-app-1 etcd-db-1 etcd-db-2"],
  ],
  [
    "one database for everything",
    { "application.placement": { views: "content" } },
    ["data ", "outage evented apache", "rolling migrations workers"],
  ],
])("effects of %s", (_, edit, expected) => {
  expect(effects(edit).effects.map((effect) => `${effect.class} ${effect.services.join(" ")}`)).toEqual(expected);
});

test("a new image restarts its services, each by its own rule", () => {
  const made = effects(
    {},
    { images: { apache: "registry.example/apache@sha256:2", postgres: "registry.example/postgres@sha256:2" } },
  );
  expect(made.effects.map((effect) => `${effect.class} ${effect.services.join(" ")}`)).toEqual([
    "outage content-db-1 content-db-2",
    "outage views-db-2 views-db-1",
    "rolling apache",
  ]);
});

test("for any change, each service with changed tasks is in an effect", () => {
  const edit = fc.record(
    {
      "cache.instances": fc.integer({ min: 1, max: 6 }),
      "cache.memory": fc.constantFrom("64 MiB", "96 MiB"),
      "web.evented.instances": fc.integer({ min: 1, max: 4 }),
      "web.apache.memory": fc.constantFrom("256 MiB", "300 MiB"),
      "workers.concurrency": fc.integer({ min: 1, max: 4 }),
      "queue.maxItems": fc.constantFrom(1_000, 200_000),
      "queue.memory": fc.constantFrom("512 MiB", "600 MiB"),
      "databases.content.replicas": fc.constantFrom([], ["db-2"]),
      "databases.content.poolers": fc.integer({ min: 1, max: 2 }),
      "databases.content.connections": fc.constantFrom(40, 50),
      "application.placement": fc.constantFrom({ views: "content" }, { views: "views" }),
      "loadBalancer.edgeConnections": fc.constantFrom(8_000, 9_000),
      "machines.db-1.disk.writeMBps": fc.constantFrom(100, 490),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(edit, edit, (first, second) => {
      const [before, after] = [snapshot(first), snapshot(second)];
      if (before === undefined || after === undefined) return;
      const services = serviceChanges(before, after);
      const named = new Set(effectsOf({ before, after, services }).flatMap((effect) => effect.services));
      expect(
        services
          .filter(({ operation }) => operation !== "metadata")
          .map(({ name }) => name)
          .filter((name) => !named.has(name)),
      ).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test.each<[unknown, unknown, unknown[]]>([
  [{ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } }, [{ path: "b.c", before: 2, after: 3 }]],
  [{ a: [1, 2] }, { a: [2, 1] }, [{ path: "a", before: [1, 2], after: [2, 1] }]],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, [{ path: "a.0.b", before: 1, after: 2 }]],
  [
    { a: 1 },
    { b: { c: 1 } },
    [
      { path: "a", before: 1 },
      { path: "b", after: { c: 1 } },
    ],
  ],
  [{ a: null }, { a: null }, []],
])("finds the settings that differ between %j and %j", (before, after, changes) =>
  expect(settingChanges(before, after)).toEqual(changes),
);

test.each(["networks", "env"])("names each service in one effect if %s of all services change", (field) => {
  const [before, after] = [snapshot({}), snapshot({})];
  if (before === undefined || after === undefined) throw new Error("it does not plan");
  const services = after.services.map((one) => ({ ...one, [field]: field === "env" ? { NEW: "1" } : ["new"] }));
  const changed = { ...after, services };
  const made = effectsOf({ before, after: changed, services: serviceChanges(before, changed) });
  expect(made.flatMap((effect) => effect.services).sort()).toEqual(services.map(({ name }) => name).sort());
});

test("a database that no longer names its source has one row for its members", () => {
  const copy = { primary: "db-1", replicas: ["db-2"], connections: 8, memory: "256 MiB" };
  const restored = snapshot({ "databases.copy": { ...copy, restoreFrom: { database: "content" } } });
  const usual = snapshot({ "databases.copy": copy });
  if (restored === undefined || usual === undefined) throw new Error("it does not plan");
  const services = serviceChanges(restored, usual);
  const found = effectsOf({ before: restored, after: usual, services }).filter((effect) =>
    effect.services.includes("copy-db-1"),
  );
  expect(found).toMatchObject([
    {
      class: "outage",
      summary: "writes to copy wait or fail twice for about 8 s",
      why: expect.stringMatching(/; the engine cannot change this in place\.$/),
      services: ["copy-db-1", "copy-db-2"],
    },
  ]);
});
