import { DeclarationError } from "../../../components/declaration/problems";
import { planDeclaration } from "../../../stacks/plan";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";

/** The problems of a declaration. Anything else that is thrown fails the test. */
function problemsOf(declaration: unknown): readonly string[] {
  try {
    planDeclaration(declaration);
    return [];
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

test("the declaration that the table changes is valid", () => expect(problemsOf(edited({}))).toEqual([]));

/** The fault, the change of a valid declaration that causes it, and the exact text of every problem. */
test.each<readonly [string, Edit, readonly string[]]>([
  ["a missing section", { cache: undefined }, ["cache is missing; use a block of settings."]],
  [
    "an unknown environment",
    { environment: "staging" },
    ['environment is "staging"; use "production" or "development".'],
  ],
  [
    "an unknown section",
    { memcached: { instances: 2 } },
    [
      "memcached is not a setting; use environment, machines, traffic, loadBalancer, web, application, queue, workers, cache, etcd, databases or waivers.",
    ],
  ],
  ["a section that is not a block", { queue: 7 }, ["queue is 7; use a block of settings."]],
  ["a typo in a setting", { "cache.instanecs": 2 }, ["cache.instanecs is not a setting; did you mean instances?"]],
  ["no cache server", { "cache.instances": 0 }, ["cache.instances is 0; use a whole number from 1 to 64."]],
  ["too many cache servers", { "cache.instances": 65 }, ["cache.instances is 65; use a whole number from 1 to 64."]],
  [
    "a fraction of a cache server",
    { "cache.instances": 1.5 },
    ["cache.instances is 1.5; use a whole number from 1 to 64."],
  ],
  ["memory without a unit", { "cache.memory": 64 }, ['cache.memory is 64; use a size from "64 MiB" to "256 GiB".']],
  [
    "memory in decimal units",
    { "cache.memory": "64 MB" },
    ['cache.memory is "64 MB"; use a size from "64 MiB" to "256 GiB".'],
  ],
  [
    "a weight of 0",
    { "loadBalancer.weights.evented": 0 },
    ["loadBalancer.weights.evented is 0; use a whole number from 1 to 256."],
  ],
  [
    "a weight beyond HAProxy",
    { "loadBalancer.weights.evented": 257 },
    ["loadBalancer.weights.evented is 257; use a whole number from 1 to 256."],
  ],
  [
    "a weight as text",
    { "loadBalancer.weights.evented": "2" },
    ['loadBalancer.weights.evented is "2"; use a whole number from 1 to 256.'],
  ],
  [
    "a weight for no tier",
    { "loadBalancer.weights.spawning": 1 },
    ["loadBalancer.weights.spawning names no tier; declare web.spawning or remove the weight."],
  ],
  [
    "a tier without a weight",
    { "loadBalancer.weights.apache": undefined },
    ["loadBalancer.weights.apache is missing; give the tier web.apache its share of the requests."],
  ],
  ["no router", { "loadBalancer.routers": 0 }, ["loadBalancer.routers is 0; use a whole number from 1 to 16."]],
  [
    "a duration without a unit",
    { "loadBalancer.queueTimeout": 1 },
    ['loadBalancer.queueTimeout is 1; use a duration from "10 ms" to "30 s".'],
  ],
  [
    "a queue timeout of a minute",
    { "loadBalancer.queueTimeout": "1 min" },
    ['loadBalancer.queueTimeout is "1 min"; use a duration from "10 ms" to "30 s".'],
  ],
  [
    "configuration of two lines",
    { "loadBalancer.extraDefaults": ["timeout queue 1s\ntimeout connect 1s"] },
    [
      'loadBalancer.extraDefaults.0 is "timeout queue 1s\\ntimeout connect 1s"; use one line of HAProxy configuration, with closed quotes and within the section defaults.',
    ],
  ],
  ["no tier", { web: {}, "loadBalancer.weights": {} }, ["web has no tier; declare one or more."]],
  [
    "an unknown server",
    { "web.evented.server": "spawning" },
    ['web.evented.server is "spawning"; use "gunicorn-gevent" or "apache-mod-wsgi".'],
  ],
  [
    "a tier without its server",
    { "web.evented.server": undefined },
    ['web.evented.server is missing; use "gunicorn-gevent" or "apache-mod-wsgi".'],
  ],
  [
    "a setting of the other server",
    { "web.evented.threads": 8 },
    [
      "web.evented.threads is not a setting; use server, instances, memory, cpus, processes, connections or databaseConnections.",
    ],
  ],
  ["no instance", { "web.apache.instances": 0 }, ["web.apache.instances is 0; use a whole number from 1 to 64."]],
  [
    "too little memory for the processes",
    { "web.apache.processes": 8 },
    [
      'web.apache.memory is "256 MiB", too little for 8 processes and 64 requests at a time; use "504 MiB" or more, or fewer processes or requests.',
    ],
  ],
  [
    "fewer connections than processes",
    { "web.evented.connections": 2, "web.evented.processes": 3, "web.evented.memory": "512 MiB" },
    ["web.evented.connections is 2, fewer than its 3 processes; use 3 or more."],
  ],
  [
    "a tier with a name in capitals",
    { "web.Spawning": { server: "gunicorn-gevent", instances: 1, connections: 10, memory: "256 MiB" } },
    ['web has the name "Spawning"; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.'],
  ],
  [
    "a tier with the name of another service",
    {
      "web.router": { server: "gunicorn-gevent", instances: 1, connections: 10, memory: "256 MiB" },
      "loadBalancer.weights.router": 1,
    },
    ["Two services have the name router; rename the tier, database or machine from which it is derived."],
  ],
  ["no broker", { "queue.brokers": [] }, ["queue.brokers has 0 entries; use 1 to 5."]],
  [
    "two brokers",
    { "queue.brokers": ["app-1", "db-1"], "machines.db-1.roles": ["database", "queue"] },
    ["queue.brokers has 2 machines; use 1, 3 or 5, so that a majority is always clear."],
  ],
  [
    "a broker twice",
    { "queue.brokers": ["app-1", "app-1", "app-1"] },
    ['queue.brokers names "app-1" twice; name it once.'],
  ],
  [
    "a broker on a machine without the role",
    { "queue.brokers": ["web-1"] },
    ['queue.brokers names web-1, whose roles lack "queue"; add the role or use another machine.'],
  ],
  [
    "a broker on an unknown machine",
    { "queue.brokers": ["app-9"] },
    ["queue.brokers names the machine app-9, which is not declared; declare it or use another machine."],
  ],
  [
    "an unknown value of whenFull",
    { "queue.whenFull": "drop" },
    ['queue.whenFull is "drop"; use "reject" or "dropOldest".'],
  ],
  ["no delivery", { "queue.maxDeliveries": 0 }, ["queue.maxDeliveries is 0; use a whole number from 1 to 1,000."]],
  [
    "an item larger than the queue",
    { "queue.maxItemBytes": "64 MiB", "queue.maxBytes": "32 MiB" },
    ['queue.maxItemBytes is "64 MiB", more than maxBytes ("32 MiB"); use a smaller maxItemBytes or a larger maxBytes.'],
  ],
  [
    "an ack timeout below RabbitMQ's minimum",
    { "queue.ackTimeout": "10 s" },
    ['queue.ackTimeout is "10 s"; use a duration from "1 min" to "24 h".'],
  ],
  [
    "too little memory for the workers",
    { "workers.concurrency": 7 },
    ['workers.memory is "256 MiB", too little for 7 jobs at a time; use "320 MiB" or more, or a lower concurrency.'],
  ],
  [
    "a floor above the ceiling",
    { "workers.flow": { floor: 300, ceiling: 200, writesPerJob: 2, commitLatency: "12 ms" } },
    ["workers.flow.floor is 300, above the ceiling of 200; lower the floor or raise the ceiling."],
  ],
  [
    "two etcd members",
    { "etcd.machines": ["app-1", "db-1"], "machines.db-1.roles": ["database", "etcd"] },
    ["etcd.machines has 2 machines; use 1, 3 or 5, so that a majority is always clear."],
  ],
  [
    "etcd on an unknown machine",
    { "etcd.machines": ["app-2"] },
    ["etcd.machines names the machine app-2, which is not declared; declare it or use another machine."],
  ],
  [
    "a primary on an unknown machine",
    { "databases.content.primary": "db-3" },
    ["databases.content.primary names the machine db-3, which is not declared; declare it or use another machine."],
  ],
  [
    "a primary on a machine without the role",
    { "databases.content.primary": "web-1" },
    [
      'databases.content.primary names web-1, whose roles lack "database"; add the role or use another machine.',
      "machines.web-1.disk is missing, but databases.content has a member there; declare the disk's throughput and IOPS.",
    ],
  ],
  [
    "a replica that is the primary",
    { "databases.content.replicas": ["db-1"] },
    ["databases.content.replicas names db-1, which is the primary; name it once."],
  ],
  [
    "a machine without a disk",
    { "machines.db-1.disk": undefined },
    [
      "machines.db-1.disk is missing, but databases.content has a member there; declare the disk's throughput and IOPS.",
      "machines.db-1.disk is missing, but databases.views has a member there; declare the disk's throughput and IOPS.",
    ],
  ],
  [
    "a disk without write throughput",
    { "machines.db-1.disk.writeMBps": 0 },
    ["machines.db-1.disk.writeMBps is 0; use a whole number from 1 to 100,000."],
  ],
  [
    "fewer connections than poolers need",
    { "databases.content.connections": 4, "databases.content.poolers": 4 },
    [
      "databases.content.connections is 4 for 4 poolers; use 8 or more, two for each pooler.",
      "workers and outbox relays may hold 6 connections to content ((workers.instances 1 + 1 in a rollout) x concurrency 2, and 2 of outbox relays), but half of databases.content.connections (4) is 2: if content stalls, too few are left for requests. Use fewer workers, or 12 connections. (policy worker-connections)",
    ],
  ],
  [
    "a block device for two members",
    { "machines.db-1.disk.device": "/dev/sdb" },
    [
      "/dev/sdb of machines.db-1 would hold the volumes content-db-1-data and views-db-1-data in one file system; use a device for each, or omit device.",
    ],
  ],
  [
    "backups on an unknown machine",
    { "databases.content.backups.machine": "backup-1" },
    [
      "databases.content.backups.machine names the machine backup-1, which is not declared; declare it or use another machine.",
    ],
  ],
  [
    "backups on a machine without the role",
    { "databases.content.backups.machine": "web-1" },
    ['databases.content.backups.machine names web-1, whose roles lack "backup"; add the role or use another machine.'],
  ],
  [
    "backups that are retained for one hour",
    { "databases.content.backups.keep": "1 h" },
    ['databases.content.backups.keep is "1 h"; use a duration from "1 d" to "3650 d".'],
  ],
  [
    "a log that is archived every second",
    { "databases.content.backups.archiveTimeout": "1 s" },
    ['databases.content.backups.archiveTimeout is "1 s"; use a duration from "10 s" to "1 h".'],
  ],
  [
    "differential backups less often than full ones",
    { "databases.content.backups.fullEvery": "12 h" },
    [
      'databases.content.backups.differentialEvery is "1 d", longer than fullEvery ("12 h"), so no differential backup would be made; use "12 h" or less.',
    ],
  ],
  [
    "a schedule by weekday",
    { "databases.content.backups.fullEvery": "sunday" },
    ['databases.content.backups.fullEvery is "sunday"; use a duration from "1 h" to "366 d".'],
  ],
  [
    "keys in the declaration",
    {
      "databases.content.backups.s3": { bucket: "apture", region: "eu-central-1", endpoint: "s3.example", key: "AKIA" },
    },
    ["databases.content.backups.s3.key is not a setting; use bucket, region, endpoint or addresses."],
  ],
  [
    "a manual archive together with backups",
    { "databases.content.settings": { archive_command: "cp %p /tmp" } },
    ["databases.content.settings sets archive_command, which is derived from other settings; remove it."],
  ],
  [
    "a restore from an undeclared database",
    { "databases.views.restoreFrom": { database: "pages" } },
    [
      "databases.views.restoreFrom.database is pages, which is not a declared database; declare it, or remove restoreFrom if views was restored already.",
    ],
  ],
  [
    "a restore from a database without backups",
    { "databases.content.backups": undefined, "databases.views.restoreFrom": { database: "content" } },
    ["databases.views.restoreFrom.database is content, which has no backups; declare databases.content.backups."],
  ],
  [
    "a restore of a database from itself",
    { "databases.content.restoreFrom": { database: "content" } },
    ["databases.content.restoreFrom.database is content itself; restore into a new database with another name."],
  ],
  [
    "a restore to a time without a zone",
    { "databases.views.restoreFrom": { database: "content", to: "2026-11-25 18:30:00" } },
    [
      'databases.views.restoreFrom.to is "2026-11-25 18:30:00"; use "latest", or a time such as "2027-01-31T18:30:00Z".',
    ],
  ],
  [
    "an impossible name of a PostgreSQL setting",
    { "databases.content.settings": { "Checkpoint Timeout": "1min" } },
    ['databases.content.settings has the name "Checkpoint Timeout"; use the name of a PostgreSQL setting.'],
  ],
  [
    "a setting that is a list",
    { "databases.content.settings": { checkpoint_timeout: ["1min"] } },
    ['databases.content.settings.checkpoint_timeout is a list; use a number or a text such as "15min".'],
  ],
  [
    "a setting that is derived from the declaration",
    { "databases.content.settings": { wal_level: "minimal" } },
    ["databases.content.settings sets wal_level, which is derived from other settings; remove it."],
  ],
  [
    "more memory than the machine has",
    { "databases.content.memory": "3 GiB" },
    [
      'machines.db-1.memory is "3 GiB", but content-db-1, views-db-1 need 3.6 GiB; move one of them to another machine, or lower their memory.',
      'machines.db-2.memory is "3 GiB", but content-db-2, views-db-2 need 3.6 GiB; move one of them to another machine, or lower their memory.',
      'machines with the role "database" have 0 KiB free, but content-pooler, content-reconciler, views-pooler, views-reconciler need 1.3 GiB (including the extra task of a rollout); add machines or memory, or lower the memory of the services.',
    ],
  ],
  [
    "an unknown role",
    { "machines.lb-1.roles": ["edge", "proxy"] },
    [
      'machines.lb-1.roles.1 is "proxy"; use "edge", "router", "web", "cache", "queue", "worker", "etcd", "database" or "backup".',
    ],
  ],
  ["a machine without a role", { "machines.lb-1.roles": [] }, ["machines.lb-1.roles has 0 entries; use 1 to 9."]],
  [
    "no machine with a role",
    { "machines.web-1.roles": ["cache"] },
    ['machines has no machine with the role "web" for evented, apache; add the role to a machine.'],
  ],
  [
    "no machine for the edge",
    { "machines.lb-1.roles": ["router"] },
    ['machines has no machine with the role "edge" for edge; add the role to a machine.'],
  ],
  [
    "a CPU limit above the cores of a machine",
    {
      "web.apache.cpus": 2.5,
      "machines.web-2": { roles: ["web"], cores: 4, memory: "1 GiB" },
      "workers.cpus": 1.5,
      "machines.app-2": { roles: ["worker"], cores: 1, memory: "1 GiB" },
    },
    [
      "A task of workers may use 1.5 CPUs, but app-1, app-2 have fewer cores; use cpus of 1 or less, or machines with more cores.",
      "A task of apache may use 2.5 CPUs, but web-1 has fewer cores; use cpus of 2 or less, or machines with more cores.",
    ],
  ],
  [
    "more tasks than fit the memory of the machines",
    { "web.evented.instances": 40, "loadBalancer.weights.evented": 20 },
    [
      'machines with the role "web" have 3 GiB free, but evented, apache need 11 GiB (including the extra task of a rollout); add machines or memory, or lower the memory of the services.',
    ],
  ],
  [
    "two roles that need the same memory",
    {
      "cache.instances": 6,
      "cache.memory": "256 MiB",
      "workers.instances": 3,
      "workers.flow.ceiling": 60,
      "machines.app-1.memory": "3.75 GiB",
    },
    [
      'machines with the role "cache" or "worker" have 2.4 GiB free, but cache-1, cache-2, cache-3 and 6 more need 3.5 GiB (including the extra task of a rollout); add machines or memory, or lower the memory of the services.',
    ],
  ],
  [
    "a task that fits on no machine",
    {
      "cache.memory": "3 GiB",
      "machines.app-1.memory": "3.75 GiB",
      "machines.app-2": { roles: ["cache", "worker"], cores: 1, memory: "3 GiB" },
      "machines.app-3": { roles: ["cache", "worker"], cores: 1, memory: "3 GiB" },
    },
    [
      'A task of cache-1 needs 3.3 GiB, but no machine with the role "cache" has more than 3 GiB free; use a larger machine, or more but smaller tasks.',
      'A task of cache-2 needs 3.3 GiB, but no machine with the role "cache" has more than 3 GiB free; use a larger machine, or more but smaller tasks.',
    ],
  ],
  [
    "a part of the application in an undeclared database",
    { "application.placement": { pages: "pages" } },
    [
      'application.placement.pages is "pages", which is not a declared database; use "content" or "views", or declare it.',
    ],
  ],
  [
    "an unknown part of the application",
    { "application.placement": { comments: "content" } },
    ["application.placement.comments is not a part of the application; use pages or views."],
  ],
  [
    "pages that are fresh for longer than they are cached",
    { "application.freshFor": "1 h", "application.staleFor": "5 min" },
    [
      'application.freshFor is "1 h", longer than staleFor ("5 min"), after which a page leaves the cache; use a shorter freshFor or a longer staleFor.',
    ],
  ],
  [
    "three problems in three sections",
    { "cache.instances": 0, "queue.whenFull": "drop", "databases.content.primary": "db-3" },
    [
      'queue.whenFull is "drop"; use "reject" or "dropOldest".',
      "cache.instances is 0; use a whole number from 1 to 64.",
      "databases.content.primary names the machine db-3, which is not declared; declare it or use another machine.",
    ],
  ],
])("rejects %s", (_, edit, problems) => expect(problemsOf(edited(edit))).toEqual(problems));

test.each<[string, unknown]>([
  ["undefined", undefined],
  ["null", null],
  ["a string", "production"],
  ["a list", []],
])("rejects %s as a declaration", (_, declaration) => {
  const problems = problemsOf(declaration);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^the declaration is .*; use a block of settings\.$/);
});
