import { DeclarationError } from "../../../components/declaration/problems";
import { policies } from "../../../policies/builtin";
import { warnings } from "../../../policies/enforce";
import { planDeclaration } from "../../../stacks/plan";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";
import { site } from "./site";

/** Every problem, or every warning. */
function messagesOf(edit: Edit): readonly string[] {
  try {
    return warnings(planDeclaration(edited(edit, site)));
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

test("the site that the table changes violates no policy", () => expect(messagesOf({})).toEqual([]));

const mandatory = [
  "single-point-of-failure",
  "n-minus-one-memory",
  "web-capacity",
  "replica",
  "synchronous",
  "backups",
];
const proxy = { roles: ["edge", "router"], cores: 4, memory: "2 GiB" };
const roles = (...all: readonly string[]) => ({ roles: all, cores: 4, memory: "8 GiB" });

/**
 * The policy, the case, the change, and the exact violations. One table of all policies, which makes this file long.
 */
const table: readonly (readonly [string, string, Edit, readonly string[]])[] = [
  [
    "single-point-of-failure",
    "one machine for edge and routers",
    { "machines.lb-2": roles("web") },
    [
      'machines.lb-1 is the only machine with the role "edge"; production needs 2. While it is down, the site is unreachable. Give the role to another machine.',
      'machines.lb-1 is the only machine with the role "router"; production needs 2. While it is down, the site is unreachable. Give the role to another machine.',
    ],
  ],
  [
    "single-point-of-failure",
    "one web machine",
    { "machines.web-1": undefined, "machines.web-2": undefined, "web.apache.memory": "512 MiB" },
    [
      'machines.web-3 is the only machine with the role "web"; production needs 2. While it is down, no page is served. Give the role to another machine.',
    ],
  ],
  [
    "single-point-of-failure",
    "one worker machine",
    { "machines.app-1.roles": ["cache", "queue", "etcd"], "machines.app-2.roles": ["cache", "queue", "etcd"] },
    [
      'machines.app-3 is the only machine with the role "worker"; production needs 2. While it is down, no job is done, and the queue fills. Give the role to another machine.',
    ],
  ],
  [
    "single-point-of-failure",
    "one broker",
    { "queue.brokers": ["app-1"] },
    [
      "queue.brokers has 1 machine (app-1); production needs 3. While it is down, events are refused, and its disk has the only copy of the jobs. Name two more.",
    ],
  ],
  [
    "single-point-of-failure",
    "one etcd member",
    { "etcd.machines": ["app-2"] },
    [
      "etcd.machines has 1 machine (app-2); production needs 3. While it is down, no database fails over. Name two more.",
    ],
  ],
  [
    "n-minus-one-memory",
    "web tasks that fit three machines but not two",
    { "web.apache.instances": 17 },
    [
      'machines.web-1: if it is lost, the other machines with the role "web" have 16 GiB free, but 17 GiB are needed for apache; add memory or a machine, or reduce the memory of these services.',
    ],
  ],
  [
    "n-minus-one-memory",
    "the loss of the largest machine",
    { "machines.web-3.memory": "32 GiB", "web.apache.instances": 20 },
    [
      'machines.web-3: if it is lost, the other machines with the role "web" have 16 GiB free, but 20 GiB are needed for apache; add memory or a machine, or reduce the memory of these services.',
    ],
  ],
  [
    "n-minus-one-memory",
    "roles that share machines",
    { "cache.memory": "1925 MiB" },
    [
      'machines.app-1: if it is lost, the other machines with the role "cache" or "worker" have 6.8 GiB free, but 7.3 GiB are needed for cache-1, cache-2, cache-3 and 3 more; add memory or a machine, or reduce the memory of these services.',
    ],
  ],
  [
    "web-capacity",
    "slots that suffice on three machines but not on two",
    { "traffic.latency": "120 ms", "loadBalancer.routers": 4, "machines.lb-3": proxy, "machines.lb-4": proxy },
    [
      'web.apache has 128 slots left if one of 3 machines is lost (4 of 6 instances x 32), but its 1,100 requests/s need 132 (traffic.latency "120 ms"); use 8 instances, or more slots per instance.',
    ],
  ],
  [
    "web-capacity",
    "slots that suffice with two routers but not with one",
    { "traffic.latency": "100 ms" },
    [
      'web.apache has 96 slots left if one of 2 router machines is lost (1 of 2 routers x 16 slots x 6 instances), but its 1,100 requests/s need 110 (traffic.latency "100 ms"); use more instances, or more routers on more machines.',
    ],
  ],
  [
    "single-replica",
    "one router",
    { "loadBalancer.routers": 1 },
    [
      "loadBalancer.routers is 1; use 2 or more: after a crash, the site is unreachable until the engine starts another.",
    ],
  ],
  [
    "single-replica",
    "one task of the only tier",
    {
      "web.apache.instances": 1,
      "web.apache.threads": 64,
      "traffic.pages": 10,
      "web.apache.memory": "2 GiB",
      "traffic.latency": undefined,
    },
    ["web.apache.instances is 1; use 2 or more: after a crash, no page is served until the engine starts another."],
  ],
  [
    "single-replica",
    "one pooler",
    { "databases.views.poolers": 1 },
    [
      "databases.views.poolers is 1; use 2 or more: after a crash, no request gets a connection to views until the engine starts another.",
    ],
  ],
  [
    "cache-loss-load",
    "two caches",
    { "cache.instances": 2, "traffic.pages": 1_050 },
    [
      "cache: if one of the 3 cache machines is lost, 525 pages/s (traffic.pages 1,050 x 1 of 2 caches) are read from databases.content, whose disks read 500 rows/s (readIops of db-2); use more caches on more machines, another replica, or faster disks.",
    ],
  ],
  [
    "cache-loss-load",
    "caches on one machine",
    { "machines.app-1.roles": ["worker", "queue", "etcd"], "machines.app-2.roles": ["worker", "queue", "etcd"] },
    [
      "cache: if the only cache machine is lost, 1,000 pages/s (traffic.pages 1,000 x 3 of 3 caches) are read from databases.content, whose disks read 500 rows/s (readIops of db-2); use more caches on more machines, another replica, or faster disks.",
    ],
  ],
  [
    "failover-disk",
    "a slow replica",
    { "machines.db-2.disk.writeIops": 400 },
    [
      "databases.content writes up to 600 rows/s (workers 400, edits 200), but the disk of its replica db-2 takes 400 (writeIops 400, writeMBps 50): the replica would fall behind, and be too slow as a primary. Use a machine with a faster disk.",
    ],
  ],
  [
    "shared-disk",
    "etcd and a broker on the disk of databases",
    {
      "machines.db-1.roles": ["database", "etcd", "queue"],
      "etcd.machines": ["app-1", "app-2", "db-1"],
      "queue.brokers": ["app-1", "app-2", "db-1"],
    },
    [
      "etcd.machines names db-1, whose disk also holds databases.content and databases.views: etcd's answers, which every database's leader depends on, would wait for their checkpoints. Name another machine, or give the databases a device of their own (machines.db-1.disk.device).",
      "queue.brokers names db-1, whose disk also holds databases.content and databases.views: publisher confirms would wait for their checkpoints. Name another machine, or give the databases a device of their own (machines.db-1.disk.device).",
    ],
  ],
  [
    "colocated-primaries",
    "two databases on one disk",
    { "databases.views.primary": "db-1", "databases.views.replicas": ["db-2"] },
    [
      "databases.content and databases.views have the same primary, db-1: 2 databases write to one disk, and its loss stops all of them. Use another machine as the primary of one.",
    ],
  ],
  [
    "replica",
    "a database without a replica",
    { "databases.views.replicas": [] },
    [
      "databases.views.replicas is empty; production needs 1. While db-2 is down, views is unavailable, and the loss of its disk loses everything since the last backup. Name a machine in replicas.",
    ],
  ],
  [
    "synchronous",
    "asynchronous replication without a reason",
    { "databases.views.asynchronousBecause": undefined },
    [
      'databases.views.synchronous is false, so a failover may lose acknowledged writes, up to maxLag ("16 MiB"). Use true, or give the reason in databases.views.asynchronousBecause.',
    ],
  ],
  [
    "synchronous",
    "commits that no disk has, in a synchronous database",
    { "databases.content.settings": { synchronous_commit: "off", fsync: "off" } },
    [
      'databases.content.settings.synchronous_commit is "off", but databases.content.synchronous is true: a write would be acknowledged before a replica has it, and a failover could lose it. Remove the setting, or use synchronous false.',
      'databases.content.settings.fsync is "off": a power failure can lose acknowledged writes and corrupt the database. Remove the setting.',
    ],
  ],
  [
    "synchronous",
    "pages that may be torn, although a reason covers failovers",
    { "databases.views.settings": { full_page_writes: "off" } },
    [
      'databases.views.settings.full_page_writes is "off": a power failure can lose acknowledged writes and corrupt the database. Remove the setting.',
    ],
  ],
  [
    "backups",
    "a database without backups",
    { "databases.views.backups": undefined },
    ["databases.views has no backups: a mistaken DELETE reaches every replica. Declare databases.views.backups."],
  ],
  [
    "backups",
    "backups on a machine with a member",
    { "databases.content.backups.machine": "db-2", "machines.db-2.roles": ["database", "backup"] },
    [
      "databases.content.backups.machine is db-2, which also has a member of content: its loss would be the loss of both. Use a machine without a member, or s3.",
    ],
  ],
];

test.each(table)("%s: %s", (policy, _what, edit, violations) => {
  const ending = ` (policy ${policy}${mandatory.includes(policy) ? "" : ", advisory"})`;
  expect(messagesOf(edit)).toEqual(violations.map((violation) => `${violation}${ending}`));
});

describe("synchronous reads settings as PostgreSQL does", () => {
  test.each(["off", "OFF", " off ", "false", "no", "0", 0, "local"])(
    "synchronous_commit %p acknowledges early",
    (value) => expect(messagesOf({ "databases.content.settings": { synchronous_commit: value } })).toHaveLength(1),
  );
  test.each(["off", "f", "of", "n", 0])("fsync %p is off", (value) =>
    expect(messagesOf({ "databases.views.settings": { fsync: value } })).toHaveLength(1),
  );
  test.each(["on", "remote_write", "remote_apply", "true", 1])("synchronous_commit %p waits for a replica", (value) =>
    expect(messagesOf({ "databases.content.settings": { synchronous_commit: value } })).toEqual([]),
  );
  test("a database with a reason may acknowledge early", () =>
    expect(messagesOf({ "databases.views.settings": { synchronous_commit: "off" } })).toEqual([]));
  test("fsync on is accepted", () =>
    expect(messagesOf({ "databases.content.settings": { fsync: "on", full_page_writes: "1" } })).toEqual([]));
});

test("cache-loss-load counts the primary's disk if there is no replica", () => {
  const waivers = { replica: { reason: "The machine arrives in January.", until: "2100-01-01" } };
  const edit = {
    "cache.instances": 1,
    "databases.content.replicas": [],
    "databases.content.synchronous": false,
    waivers,
  };
  expect(messagesOf(edit)[0]).toBe(
    "cache: if one of the 3 cache machines is lost, 1,000 pages/s (traffic.pages 1,000 x 1 of 1 caches) are read from databases.content, whose disks read 500 rows/s (readIops of db-1); use more caches on more machines, another replica, or faster disks. (policy cache-loss-load, advisory)",
  );
});

test("the table has every policy for production, and each has its level", () => {
  const production = policies.filter(({ only }) => only === "production");
  expect([...new Set(table.map(([policy]) => policy))]).toEqual(production.map(({ name }) => name));
  expect(production.filter(({ level }) => level === "mandatory").map(({ name }) => name)).toEqual(mandatory);
});
