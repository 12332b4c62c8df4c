import { DeclarationError } from "../../../components/declaration/problems";
import { policies } from "../../../policies/builtin";
import { warnings } from "../../../policies/enforce";
import { planDeclaration } from "../../../stacks/plan";
import { type Edit, edited } from "../cluster/edits";
import { site } from "./site";

/** Every problem and every advice. */
function said(edit: Edit): readonly string[] {
  try {
    return warnings(planDeclaration(edited(edit, site)));
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

test("the site that the table changes keeps every policy", () => expect(said({})).toEqual([]));

const mandatory = ["one-machine", "machine-lost", "web-capacity", "replica", "synchronous", "backups"];
const proxy = { roles: ["edge", "router"], cores: 4, memory: "2 GiB" };
const roles = (...all: readonly string[]) => ({ roles: all, cores: 4, memory: "8 GiB" });

/** The policy, what is changed, and what is said, word for word. */
const table: readonly (readonly [string, string, Edit, readonly string[]])[] = [
  [
    "one-machine",
    "one machine for edge and routers",
    { "machines.lb-2": roles("web") },
    [
      'machines.lb-1 is the only one with the role "edge", and 2 are needed: while it is away, nobody reaches the site. Give the role to another machine.',
      'machines.lb-1 is the only one with the role "router", and 2 are needed: while it is away, nobody reaches the site. Give the role to another machine.',
    ],
  ],
  [
    "one-machine",
    "one for the web",
    { "machines.web-1": undefined, "machines.web-2": undefined, "web.apache.memory": "512 MiB" },
    [
      'machines.web-3 is the only one with the role "web", and 2 are needed: while it is away, no page is served. Give the role to another machine.',
    ],
  ],
  [
    "one-machine",
    "one for workers",
    { "machines.app-1.roles": ["cache", "queue", "etcd"], "machines.app-2.roles": ["cache", "queue", "etcd"] },
    [
      'machines.app-3 is the only one with the role "worker", and 2 are needed: while it is away, no job is done, and the queue fills. Give the role to another machine.',
    ],
  ],
  [
    "one-machine",
    "one broker",
    { "queue.brokers": ["app-1"] },
    [
      "queue.brokers has 1 machine (app-1), and needs 3: while it is away, events are refused, and its disk has the only copy of the jobs. Name two more.",
    ],
  ],
  [
    "one-machine",
    "one member of etcd",
    { "etcd.machines": ["app-2"] },
    ["etcd.machines has 1 machine (app-2), and needs 3: while it is away, no database fails over. Name two more."],
  ],
  [
    "machine-lost",
    "web tasks that fit three machines and not two",
    { "web.apache.instances": 17 },
    [
      'machines.web-1: with it lost, the other machines with the role "web" have 16 GiB free, but 17 GiB are needed for apache; add memory or a machine, or lower theirs.',
    ],
  ],
  [
    "machine-lost",
    "the largest machine counts as lost",
    { "machines.web-3.memory": "32 GiB", "web.apache.instances": 20 },
    [
      'machines.web-3: with it lost, the other machines with the role "web" have 16 GiB free, but 20 GiB are needed for apache; add memory or a machine, or lower theirs.',
    ],
  ],
  [
    "machine-lost",
    "roles that share machines",
    { "cache.memory": "1925 MiB" },
    [
      'machines.app-1: with it lost, the other machines with the role "cache" or "worker" have 6.8 GiB free, but 7.3 GiB are needed for cache-1, cache-2, cache-3 and 3 more; add memory or a machine, or lower theirs.',
    ],
  ],
  [
    "web-capacity",
    "places that are enough on three machines and not on two",
    { "traffic.latency": "120 ms", "loadBalancer.routers": 4, "machines.lb-3": proxy, "machines.lb-4": proxy },
    [
      'web.apache has 128 places left with one of 3 machines lost (4 of 6 instances x 32), but its 1,100 requests/s take 132 (traffic.latency "120 ms"); use 8 instances, or more places in each.',
    ],
  ],
  [
    "web-capacity",
    "places that are enough with two routers and not with one",
    { "traffic.latency": "100 ms" },
    [
      'web.apache has 96 places left with one of 2 machines of routers lost (1 of 2 routers x 16 places x 6 instances), but its 1,100 requests/s take 110 (traffic.latency "100 ms"); use more instances, or more routers on more machines.',
    ],
  ],
  [
    "one-task",
    "one router",
    { "loadBalancer.routers": 1 },
    [
      "loadBalancer.routers is 1; use 2 or more: when it crashes, nobody reaches the site until the engine has started another.",
    ],
  ],
  [
    "one-task",
    "one task of the one tier",
    {
      "web.apache.instances": 1,
      "web.apache.threads": 64,
      "traffic.pages": 10,
      "web.apache.memory": "2 GiB",
      "traffic.latency": undefined,
    },
    [
      "web.apache.instances is 1; use 2 or more: when it crashes, no page is served until the engine has started another.",
    ],
  ],
  [
    "one-task",
    "one pooler",
    { "databases.views.poolers": 1 },
    [
      "databases.views.poolers is 1; use 2 or more: when it crashes, no request gets a connection to views until the engine has started another.",
    ],
  ],
  [
    "cache-lost",
    "two caches",
    { "cache.instances": 2, "traffic.pages": 1_050 },
    [
      "cache: with one of the 3 machines of caches lost, 525 pages/s (traffic.pages 1,050 x 1 of 2 caches) are read from databases.content, whose disks read 500 rows/s (readIops of db-2); use more caches on more machines, another replica, or faster disks.",
    ],
  ],
  [
    "cache-lost",
    "caches on one machine",
    { "machines.app-1.roles": ["worker", "queue", "etcd"], "machines.app-2.roles": ["worker", "queue", "etcd"] },
    [
      "cache: with the one machine of caches lost, 1,000 pages/s (traffic.pages 1,000 x 3 of 3 caches) are read from databases.content, whose disks read 500 rows/s (readIops of db-2); use more caches on more machines, another replica, or faster disks.",
    ],
  ],
  [
    "failover-disk",
    "a slow replica",
    { "machines.db-2.disk.writeIops": 400 },
    [
      "databases.content writes up to 600 rows/s (workers 400, edits 200), but the disk of its replica db-2 takes 400 (writeIops 400, writeMBps 50): it would fall behind, and be too slow to lead. Use a machine with a faster disk.",
    ],
  ],
  [
    "shared-disk",
    "etcd and a broker beside databases",
    {
      "machines.db-1.roles": ["database", "etcd", "queue"],
      "etcd.machines": ["app-1", "app-2", "db-1"],
      "queue.brokers": ["app-1", "app-2", "db-1"],
    },
    [
      "etcd.machines names db-1, whose disk is also that of databases.content and databases.views: its answers, on which the lead of every database hangs, would wait for their checkpoints. Name another machine, or give the databases a device of their own (machines.db-1.disk.device).",
      "queue.brokers names db-1, whose disk is also that of databases.content and databases.views: its confirmations of jobs would wait for their checkpoints. Name another machine, or give the databases a device of their own (machines.db-1.disk.device).",
    ],
  ],
  [
    "primaries-together",
    "two databases on one disk",
    { "databases.views.primary": "db-1", "databases.views.replicas": ["db-2"] },
    [
      "databases.content and databases.views have the same primary, db-1: 2 databases write to 1 disk, and its loss stops all of them. Name another machine as primary of one.",
    ],
  ],
  [
    "replica",
    "a database without one",
    { "databases.views.replicas": [] },
    [
      "databases.views.replicas has 0 machines, and needs 1: while db-2 is away, views is too, and with its disk everything since the last backup is lost. Name a machine there.",
    ],
  ],
  [
    "synchronous",
    "asynchronous replication without a reason",
    { "databases.views.asynchronousBecause": undefined },
    [
      'databases.views.synchronous is false, so a failover may lose writes that were acknowledged, up to maxLag ("16 MiB"). Use true, or say why not in databases.views.asynchronousBecause.',
    ],
  ],
  [
    "backups",
    "a database without them",
    { "databases.views.backups": undefined },
    [
      "databases.views has no backups: what is deleted by mistake is deleted on every replica. Declare databases.views.backups.",
    ],
  ],
  [
    "backups",
    "backups beside what they are of",
    { "databases.content.backups.machine": "db-2", "machines.db-2.roles": ["database", "backup"] },
    [
      "databases.content.backups.machine is db-2, which also has a member of content: who loses it loses both. Use a machine without one, or s3.",
    ],
  ],
];

test.each(table)("%s: %s", (policy, _what, edit, violations) => {
  const ending = ` (policy ${policy}${mandatory.includes(policy) ? "" : ", advisory"})`;
  expect(said(edit)).toEqual(violations.map((violation) => `${violation}${ending}`));
});

test("without a replica, the primary reads for the caches that are lost", () => {
  const waivers = { replica: { reason: "It arrives in January.", until: "2100-01-01" } };
  const edit = {
    "cache.instances": 1,
    "databases.content.replicas": [],
    "databases.content.synchronous": false,
    waivers,
  };
  expect(said(edit)[0]).toBe(
    "cache: with one of the 3 machines of caches lost, 1,000 pages/s (traffic.pages 1,000 x 1 of 1 caches) are read from databases.content, whose disks read 500 rows/s (readIops of db-1); use more caches on more machines, another replica, or faster disks. (policy cache-lost, advisory)",
  );
});

test("every policy for production is in the table, and as strict as it says", () => {
  const production = policies.filter(({ only }) => only === "production");
  expect([...new Set(table.map(([policy]) => policy))]).toEqual(production.map(({ name }) => name));
  expect(production.filter(({ level }) => level === "mandatory").map(({ name }) => name)).toEqual(mandatory);
});
