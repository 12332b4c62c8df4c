// Longer than other files: a table with the headline of each everyday change.
import * as z from "zod";
import { clusterSchema } from "../../../components/cluster/spec";
import { isNamed } from "../../../review/headline/settings";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import { reviewStack } from "../../../review/stackReview";
import dev from "../../../stacks/dev";
import production from "../../../stacks/production";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";
import { expectValid } from "./publishedSchema";

const stacks = { dev, production };

function snapshot(stack: keyof typeof stacks, edit: Edit, more: Partial<StackSnapshot> = {}): StackSnapshot {
  const made = snapshotOfDeclaration(stack, edited(edit, stacks[stack]), { publishedPort: 8080, policies: [] });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return { ...made, ...more };
}

const today = "2026-11-25";

const headlines: readonly (readonly [what: string, stack: keyof typeof stacks, edit: Edit, headline: string])[] = [
  [
    "other weights",
    "dev",
    { "loadBalancer.weights.evented": 3 },
    "Tier evented gets 75 % of requests instead of 66.7 %; tier apache gets 25 % of requests instead of 33.3 %. " +
      "No request fails; up takes about 12 s.",
  ],
  [
    "more instances",
    "dev",
    { "web.evented.instances": 4 },
    "Tier evented scales from 2 to 4 instances. No request fails; up takes about 12 s.",
  ],
  [
    "fewer instances",
    "production",
    { "web.apache.instances": 12 },
    "Tier apache scales from 16 to 12 instances. No request fails; up takes about 12 s.",
  ],
  [
    "more memory for a tier",
    "dev",
    { "web.apache.memory": "300 MiB" },
    "The memory of each instance of tier apache changes from 256 MiB to 300 MiB. No request fails; up takes " +
      "about 12 s.",
  ],
  [
    "a CPU limit for a tier",
    "dev",
    { "web.apache.cpus": 1 },
    "Each instance of tier apache is limited to 1 CPU core. No request fails; up takes about 12 s.",
  ],
  [
    "more threads and memory for Apache",
    "production",
    { "web.apache.threads": 10, "web.apache.memory": "1100 MiB" },
    "The memory of each instance of tier apache changes from 1 GiB to 1100 MiB; the number of threads of each " +
      "process of tier apache changes from 8 to 10. No request fails; up takes about 67 s.",
  ],
  [
    "more concurrent requests for an evented tier",
    "dev",
    { "web.evented.connections": 200 },
    "The number of concurrent requests of each instance of tier evented changes from 100 to 200. No request " +
      "fails; up takes about 12 s.",
  ],
  [
    "a new tier",
    "production",
    {
      "web.evented": { server: "gunicorn-gevent", instances: 4, connections: 100, memory: "512 MiB" },
      "loadBalancer.weights": { evented: 1, apache: 3 },
    },
    "Tier apache gets 75 % of requests instead of 100 %; new tier evented with 4 instances and 25 % of " +
      "requests. No request fails; up takes about 12 s.",
  ],
  [
    "a removed tier",
    "dev",
    { "web.apache": undefined, "loadBalancer.weights": { evented: 1 } },
    "Tier apache is removed. No request fails; up takes about 12 s.",
  ],
  [
    "a renamed tier",
    "dev",
    { "web.apache": undefined, "web.pages": dev.web.apache, "loadBalancer.weights": { evented: 2, pages: 1 } },
    "New tier pages with 2 instances and 33.3 % of requests; tier apache is removed. No request fails; up takes " +
      "about 12 s.",
  ],
  [
    "more connections for routers",
    "dev",
    { "loadBalancer.maxConnections": 5000 },
    "The connection limit of each router changes from 4,000 to 5,000. No request fails; up takes about 12 s.",
  ],
  [
    "more connections for edges",
    "dev",
    { "loadBalancer.edgeConnections": 9000 },
    "The connection limit of each edge changes from 8,000 to 9,000. Outage: each edge accepts no new " +
      "connections for up to 28 s.",
  ],
  [
    "one more router",
    "dev",
    { "loadBalancer.routers": 3 },
    "The number of routers changes from 2 to 3. No request fails; up takes about 12 s.",
  ],
  [
    "a longer queue timeout",
    "dev",
    { "loadBalancer.queueTimeout": "2 s" },
    "The queue timeout of requests changes from 1 s to 2 s. No request fails; up takes about 12 s.",
  ],
  [
    "a shorter request queue",
    "dev",
    { "loadBalancer.queueLength": 500 },
    "The request queue length of each router changes from the default to 500. No request fails; up takes about 12 s.",
  ],
  [
    "a longer response timeout",
    "dev",
    { "loadBalancer.responseTimeout": "20 s" },
    "The response timeout of web servers changes from the default to 20 s. No request fails; up takes about 12 s.",
  ],
  [
    "extra HAProxy configuration",
    "dev",
    { "loadBalancer.extraDefaults": ["option http-ignore-probes"] },
    "The extra HAProxy configuration changes. No request fails; up takes about 12 s.",
  ],
  [
    "more page views",
    "dev",
    { "traffic.pages": 300 },
    "Expected page views rise from 200/s to 300/s. Nothing that runs changes.",
  ],
  [
    "more traffic of all kinds",
    "dev",
    { "traffic.pages": 300, "traffic.edits": 25, "traffic.events": 60 },
    "Expected page views rise from 200/s to 300/s; expected edits rise from 20/s to 25/s; expected events rise " +
      "from 50/s to 60/s. Nothing that runs changes.",
  ],
  [
    "a higher latency",
    "production",
    { "traffic.latency": "80 ms" },
    "The expected latency of a request changes from 60 ms to 80 ms. Nothing that runs changes.",
  ],
  [
    "no declared latency",
    "production",
    { "traffic.latency": undefined },
    "The expected latency of a request is no longer declared. Nothing that runs changes. A policy no longer applies: web-capacity.",
  ],
  [
    "a longer queue",
    "production",
    { "queue.maxItems": 600000 },
    "The queue holds up to 600,000 jobs instead of 500,000. Applied live; up takes about 7 s.",
  ],
  [
    "a larger queue",
    "production",
    { "queue.maxBytes": "3 GiB" },
    "The size limit of the queue changes from 2 GiB to 3 GiB. Applied live; up takes about 7 s.",
  ],
  [
    "more memory for brokers",
    "dev",
    { "queue.memory": "600 MiB" },
    "The memory of each broker changes from 512 MiB to 600 MiB. Outage: events are rejected for about 9 s.",
  ],
  [
    "larger jobs",
    "dev",
    { "queue.maxItemBytes": "2 MiB" },
    "The size limit of a job changes from 1 MiB to 2 MiB. Outage: events are rejected for about 9 s.",
  ],
  [
    "a shorter maximum age of jobs",
    "dev",
    { "queue.maxAge": "12 h" },
    "The maximum age of a job changes from 1 d to 12 h. Data at risk: waiting jobs older than 12 h become dead " +
      "letters.",
  ],
  [
    "fewer dead letters",
    "dev",
    { "queue.deadLetters": { maxItems: 10 } },
    "The maximum number of dead letters changes from 100,000 to 10. Data at risk: if more than 10 messages " +
      "wait, the oldest are dropped.",
  ],
  [
    "a queue that drops its oldest jobs",
    "dev",
    { "queue.whenFull": "dropOldest" },
    "A full queue drops its oldest jobs instead of rejecting new ones. Data at risk: a full queue loses its " +
      "oldest jobs.",
  ],
  [
    "no publisher confirms",
    "dev",
    { "queue.confirms": false },
    "Publishers no longer wait for confirmation of jobs. Data at risk: accepted jobs may be lost. A policy " +
      "rejects it: publisher-confirms.",
  ],
  [
    "a read-only queue",
    "dev",
    { "queue.status": "readOnly" },
    'The queue is set to readOnly instead of up. Outage: events are rejected while queue.status is "readOnly".',
  ],
  [
    "a quiescent queue",
    "dev",
    { "queue.status": "quiescent" },
    'The queue is set to quiescent instead of up. Outage: events are rejected while queue.status is "quiescent".',
  ],
  [
    "a fanout queue",
    "dev",
    { "queue.fanout": { audit: { maxItems: 1000, maxAge: "1 d" } } },
    "A new queue audit gets a copy of each job. Applied live; up takes about 7 s.",
  ],
  [
    "one broker instead of three",
    "production",
    { "queue.brokers": ["app-1"] },
    "The queue loses the brokers app-2 and app-3. Data at risk: the queue stops, because 2 of its 3 copies are " +
      "removed. Outage: events are rejected until the brokers are declared again. A policy rejects it: " +
      "single-point-of-failure.",
  ],
  [
    "a longer acknowledgment timeout",
    "dev",
    { "queue.ackTimeout": "10 min" },
    "The acknowledgment timeout of a job changes from 5 min to 10 min. No request fails; up takes about 7 s.",
  ],
  [
    "more workers with a lower rate limit",
    "production",
    { "workers.instances": 8, "workers.flow.ceiling": 35 },
    "Workers scale from 6 to 8 and do up to 280 jobs/s instead of 300. No request fails; up takes about 37 s.",
  ],
  [
    "more concurrent jobs",
    "dev",
    { "workers.concurrency": 4 },
    "The number of concurrent jobs of each worker changes from 2 to 4. No request fails; up takes about 7 s.",
  ],
  [
    "a higher rate limit",
    "dev",
    { "workers.flow.ceiling": 300 },
    "Workers do up to 300 jobs/s instead of 200. No request fails; up takes about 7 s.",
  ],
  [
    "no flow control",
    "dev",
    { "workers.flow": undefined },
    "Workers lose their rate limit. A policy rejects it: write-budget. A policy no longer applies: queue-drain.",
  ],
  [
    "a lower commit latency",
    "dev",
    { "workers.flow.commitLatency": "20 ms" },
    "The commit latency at which workers slow down changes from 25 ms to 20 ms. No request fails; up takes about 7 s.",
  ],
  [
    "a longer time limit of jobs",
    "dev",
    { "workers.timeLimit": "1 min" },
    "The time limit of a job changes from 30 s to 1 min. No request fails; up takes about 7 s.",
  ],
  [
    "one more cache server",
    "dev",
    { "cache.instances": 3 },
    "The cache grows from 128 MiB to 192 MiB and loses 33.3 % of its keys. No request fails; up takes about 12 s, plus about 85 s until the cache is warm.",
  ],
  [
    "more memory for cache servers",
    "dev",
    { "cache.memory": "96 MiB" },
    "The cache grows from 128 MiB to 192 MiB and loses all of its keys. No request fails; up takes about 7 s, plus about 85 s until the cache is warm.",
  ],
  [
    "one cache server less",
    "dev",
    { "cache.instances": 1 },
    "The cache shrinks from 128 MiB to 64 MiB and loses 50 % of its keys. No request fails; up takes about 12 s, plus about 45 s until the cache is warm.",
  ],
  [
    "another primary",
    "dev",
    { "databases.content.primary": "db-2", "databases.content.replicas": ["db-1"] },
    "The primary of database content moves from db-1 to db-2. No request fails; up takes about 17 s.",
  ],
  [
    "no replica",
    "dev",
    { "databases.content.replicas": [] },
    "Database content loses its only replica. Data at risk: db-1 has the only copy of content.",
  ],
  [
    "one more replica",
    "production",
    { "databases.content.replicas": ["db-2", "db-3"] },
    "Database content gets a replica on db-3. No request fails; up takes about 12 s, plus cloning content-db-3 " +
      "at 8.3 s per GB.",
  ],
  [
    "another replica",
    "production",
    { "databases.content.replicas": ["db-3"] },
    "The replica of database content moves from db-2 to db-3. Data at risk: db-1 has the only copy of content " +
      "until the new members are cloned.",
  ],
  [
    "synchronous replication",
    "dev",
    { "databases.content.synchronous": true },
    "Writes to database content wait for a replica. Applied live; up takes about 7 s.",
  ],
  [
    "asynchronous replication",
    "production",
    {
      "databases.content.synchronous": false,
      "databases.content.asynchronousBecause": "Edits may be lost for a second.",
    },
    "Writes to database content no longer wait for a replica; the reason for asynchronous replication of " +
      "content changes. Data at risk: a failover may lose acknowledged writes to content.",
  ],
  [
    "another reason for asynchronous replication",
    "production",
    { "databases.views.asynchronousBecause": "A failover may lose the views of two seconds." },
    "The reason for asynchronous replication of views changes. Nothing that runs changes.",
  ],
  [
    "another PostgreSQL setting",
    "dev",
    { "databases.content.settings": { checkpoint_timeout: "15min" } },
    "The PostgreSQL setting checkpoint_timeout of database content changes from the default to 15min. Outage: " +
      "writes to content wait or fail twice for about 8 s.",
  ],
  [
    "more database connections",
    "dev",
    { "databases.content.connections": 33 },
    "The size of the connection pool of database content changes from 32 to 33. No request fails; up takes about 7 s.",
  ],
  [
    "one more pooler",
    "dev",
    { "databases.content.poolers": 2 },
    "The number of poolers of database content changes from 1 to 2. No request fails; up takes about 12 s.",
  ],
  [
    "more memory for database members",
    "dev",
    { "databases.content.memory": "640 MiB" },
    "The memory of each member of database content changes from 576 MiB to 640 MiB. Outage: writes to content " +
      "wait or fail twice for about 8 s.",
  ],
  [
    "a longer retention of backups",
    "dev",
    { "databases.content.backups.keep": "7 d" },
    "The retention of backups of database content changes from 2 d to 7 d. Applied live; up takes about 12 s.",
  ],
  [
    "more frequent full backups",
    "dev",
    { "databases.content.backups.fullEvery": "2 d" },
    "The interval of full backups of database content changes from 7 d to 2 d. Applied live; up takes about 12 s.",
  ],
  [
    "a shorter archive interval",
    "dev",
    { "databases.content.backups.archiveTimeout": "30 s" },
    "The archive interval of database content changes from 1 min to 30 s. Applied live; up takes about 7 s.",
  ],
  [
    "no backups",
    "dev",
    { "databases.content.backups": undefined },
    "Database content loses its backups. Data at risk: content is no longer backed up. Outage: writes to " +
      "content wait or fail twice for about 8 s.",
  ],
  [
    "another backup machine",
    "production",
    { "machines.backup-2": production.machines["backup-1"], "databases.content.backups.machine": "backup-2" },
    "New machine backup-2; the backups of database content move from machine backup-1 to backup-2. Data at " +
      "risk: earlier backups of content stay in the old repository.",
  ],
  [
    "automatic failback",
    "dev",
    { "databases.content.failback": "automatic" },
    "The failback mode of database content changes from manual to automatic. Applied live; up takes about 7 s.",
  ],
  [
    "a new database",
    "dev",
    { "databases.archive": { primary: "db-1", connections: 8, memory: "256 MiB" } },
    "New database archive. Applied live; up takes about 32 s.",
  ],
  [
    "a removed database",
    "dev",
    { "databases.views": undefined, "application.placement": { views: "content" } },
    "Database views is removed; views move to database content. Data at risk: the rows of views stay in " +
      "database views and the data of views becomes unavailable. Outage: the site is down for about 7 s.",
  ],
  [
    "tables in another database",
    "dev",
    { "application.placement": { views: "content" } },
    "Views move to database content. Data at risk: the rows of views stay in database views. Outage: the site " +
      "is down for about 7 s.",
  ],
  [
    "a slower disk",
    "dev",
    { "machines.db-1.disk.writeIops": 5000 },
    "The disk of db-1 sustains writes of 5,000 rows/s instead of 9,000. Outage: writes to content wait or fail " +
      "for about 8 s.",
  ],
  [
    "a disk with lower throughput",
    "dev",
    { "machines.db-1.disk.writeMBps": 100 },
    "The disk of db-1 sustains writes of 6,103 rows/s instead of 9,000. Outage: writes to content wait or fail " +
      "for about 8 s.",
  ],
  [
    "a separate disk for write-ahead logs",
    "dev",
    { "machines.db-1.walDisk": { writeMBps: 490, readMBps: 560, writeIops: 9000, readIops: 47000, size: "50 GiB" } },
    "Machine db-1 gets a separate disk for write-ahead logs. Outage: writes to content wait or fail for about 8 s.",
  ],
  [
    "one more role of a machine",
    "production",
    { "machines.app-3.roles": ["cache", "queue", "worker", "etcd"] },
    "Machine app-3 gains the role cache. Nothing that runs changes.",
  ],
  [
    "one role less of a machine",
    "production",
    { "machines.app-2.roles": ["queue", "worker", "etcd"] },
    "Machine app-2 loses the role cache. No request fails; up takes about 7 s.",
  ],
  [
    "a new machine",
    "production",
    { "machines.web-5": production.machines["web-1"] },
    "New machine web-5. Nothing that runs changes.",
  ],
  [
    "two new machines",
    "production",
    { "machines.web-5": production.machines["web-1"], "machines.web-6": production.machines["web-1"] },
    "New machines web-5 and web-6. Nothing that runs changes.",
  ],
  [
    "a removed machine",
    "production",
    { "machines.web-4": undefined, "web.apache.instances": 8 },
    "Tier apache scales from 16 to 8 instances; machine web-4 is removed. A policy rejects it: web-capacity.",
  ],
  [
    "more memory of a machine",
    "production",
    { "machines.web-1.memory": "16 GiB" },
    "Machine web-1 has 16 GiB of memory instead of 8 GiB. Nothing that runs changes.",
  ],
  [
    "more CPU cores of a machine",
    "production",
    { "machines.web-1.cores": 8 },
    "Machine web-1 has 8 CPU cores instead of 4. Nothing that runs changes.",
  ],
  [
    "more etcd members",
    "production",
    {
      "machines.db-1.roles": ["database", "etcd"],
      "machines.db-2.roles": ["database", "etcd"],
      "etcd.machines": ["app-1", "app-2", "app-3", "db-1", "db-2"],
    },
    "Machine db-1 gains the role etcd; machine db-2 gains the role etcd; etcd gains the members db-1 and db-2. " +
      "Outage: writes to content wait or fail twice for about 8 s, writes to views wait or fail twice for about " +
      "8 s and up fails because members of etcd cannot be changed this way.",
  ],
  [
    "more memory for etcd",
    "dev",
    { "etcd.memory": "256 MiB" },
    "The memory of each etcd member changes from 128 MiB to 256 MiB. No request fails; up takes about 7 s.",
  ],
  [
    "fresh pages for longer",
    "dev",
    { "application.freshFor": "1 min" },
    "The time that a cached page counts as fresh changes from 30 s to 1 min. No request fails; up takes about 12 s.",
  ],
  [
    "no circuit breaker",
    "dev",
    { "application.circuitBreaker": false },
    "The circuit breaker for databases is turned off. No request fails; up takes about 12 s.",
  ],
  [
    "longer application timeouts",
    "dev",
    { "application.statementTimeout": "3 s", "application.requestTimeout": "4 s" },
    "The statement timeout of the application changes from 2 s to 3 s; the request timeout of the application " +
      "changes from the default to 4 s. No request fails; up takes about 12 s.",
  ],
  [
    "another environment",
    "dev",
    { environment: "production" },
    "The environment changes from development to production. Policies reject it: single-point-of-failure and synchronous. 10 policies now apply: " +
      "single-point-of-failure, n-minus-one-memory, single-replica and 7 more.",
  ],
  [
    "a waived violation",
    "production",
    {
      "workers.flow.ceiling": 80,
      waivers: { "write-budget": { reason: "The new disk arrives in January.", until: "2027-01-31" } },
    },
    "Workers do up to 480 jobs/s instead of 300; policy write-budget is waived. No request fails; up takes about 27 s. Waived until 2027-01-31 (write-budget): databases.content: workers may write 960 rows/s and edits 120, but the disk of db-1 takes 740 rows/s.",
  ],
  [
    "a development stack without replicas instead of production",
    "production",
    {
      environment: "development",
      "databases.content.replicas": [],
      "databases.content.synchronous": undefined,
      "databases.content.backups": undefined,
    },
    "Database content loses its only replica; the environment changes from production to development; writes to " +
      "database content no longer wait for a replica; database content loses its backups. Data at risk: a failover " +
      "may lose acknowledged writes to content, content is no longer backed up and db-1 has the only copy of " +
      "content. Outage: content is down for about 12 s. 11 policies no longer apply: single-point-of-failure, " +
      "n-minus-one-memory, web-capacity and 8 more.",
  ],
  [
    "a larger waived violation",
    "production",
    {
      "workers.flow.ceiling": 80,
      "workers.flow.writesPerJob": 3,
      waivers: { "write-budget": { reason: "The new disk arrives in January.", until: "2027-01-31" } },
    },
    "Workers do up to 480 jobs/s instead of 300; the number of rows that a job writes changes from 2 to 3; policy " +
      "write-budget is waived. No request fails; up takes about 27 s. Waived until 2027-01-31 (write-budget): " +
      "databases.content: workers may write 1,440 rows/s and edits 120, but the disk of db-1 takes 740 rows/s.",
  ],
  [
    "four application settings",
    "dev",
    {
      "application.freshFor": "1 min",
      "application.staleFor": "2 d",
      "application.cacheTimeout": "200 ms",
      "application.connectTimeout": "3 s",
    },
    "The time that a cached page counts as fresh changes from 30 s to 1 min; the time that a page stays in the " +
      "cache changes from 1 d to 2 d; the connect timeout of the application changes from 2 s to 3 s; the cache " +
      "timeout of the application changes from 150 ms to 200 ms. No request fails; up takes about 12 s.",
  ],
  [
    "more changes than a headline holds",
    "dev",
    {
      "application.freshFor": "1 min",
      "application.staleFor": "2 d",
      "application.cacheTimeout": "200 ms",
      "application.connectTimeout": "3 s",
      "queue.maxAge": "2 d",
      "workers.timeLimit": "1 min",
      "queue.maxDeliveries": 3,
    },
    "The time that a cached page counts as fresh changes from 30 s to 1 min; the time that a page stays in the " +
      "cache changes from 1 d to 2 d; the connect timeout of the application changes from 2 s to 3 s; the cache " +
      "timeout of the application changes from 150 ms to 200 ms; the maximum age of a job changes from 1 d to " +
      "2 d; 2 more changes. No request fails; up takes about 12 s.",
  ],
];

test.each(headlines)("headline of %s in %s", (_what, stack, edit, headline) => {
  const made = reviewStack(snapshot(stack, {}), snapshot(stack, edit), today);
  expect(made?.headline).toBe(headline);
  const [base, head] = [{ name: "main" }, { name: "working tree" }];
  const stacks = made === undefined ? [] : [made];
  expectValid({ format: 2, base, head, passed: true, stacks, untouched: [], problems: [], notes: [] });
});

test("headline of new images", () => {
  const images = (digest: string) => ({
    images: { apache: `apache@sha256:${digest}`, haproxy: `haproxy@sha256:${digest}` },
  });
  const packages = (version: string) => ({ packages: { apache: { apache2: version } } });
  expect(
    reviewStack(
      snapshot("production", {}, { ...images("1"), ...packages("2.4.65-2") }),
      snapshot("production", {}, { ...images("2"), ...packages("2.4.66-1") }),
      today,
    )?.headline,
  ).toBe(
    "New images apache and haproxy with 1 changed Debian package. Outage: each edge accepts no new connections " +
      "for up to 28 s.",
  );
});

test("headline of a change in the project's own code", () => {
  const after = snapshot("dev", {});
  const services = after.services.map((one) => (one.name === "router" ? { ...one, memory: "256 MiB" } : one));
  expect(reviewStack(snapshot("dev", {}), { ...after, services }, today)?.headline).toBe(
    "No setting changes, but the new code changes 1 service: router. No request fails; up takes about 12 s.",
  );
});

test("headline of a change in a policy", () => {
  const findings = [{ policy: "even-cache", level: "mandatory" as const, violation: "cache.instances is 2; use 3." }];
  expect(reviewStack(snapshot("dev", {}, { findings: [] }), snapshot("dev", {}, { findings }), today)?.headline).toBe(
    "No setting changes, but policy results do: even-cache. A policy rejects it: even-cache.",
  );
});

/** Paths of all settings in a JSON schema, `x` for any name. */
function settingsIn(schema: unknown, path = ""): string[] {
  const node = z
    .object({
      properties: z.record(z.string(), z.unknown()).optional(),
      additionalProperties: z.unknown().optional(),
      anyOf: z.array(z.unknown()).optional(),
      oneOf: z.array(z.unknown()).optional(),
    })
    .safeParse(schema).data;
  const below = (name: string) => (path === "" ? name : `${path}.${name}`);
  const found = [
    ...Object.entries(node?.properties ?? {}).flatMap(([name, one]) => settingsIn(one, below(name))),
    ...(typeof node?.additionalProperties === "object" ? settingsIn(node.additionalProperties, below("x")) : []),
    ...[...(node?.anyOf ?? []), ...(node?.oneOf ?? [])].flatMap((one) => settingsIn(one, path)),
  ];
  return found.length === 0 ? [path] : [...new Set(found)];
}

/** Settings that only capacity phrases describe. */
const capacity = [
  "cache.instances",
  "cache.memory",
  "web.x.instances",
  "queue.maxItems",
  "databases.x.primary",
  "databases.x.replicas",
];

test("a headline has a phrase for each setting", () => {
  const settings = settingsIn(z.toJSONSchema(clusterSchema, { io: "output", unrepresentable: "any" }));
  expect(settings.length).toBeGreaterThan(100);
  expect(settings.filter((path) => !isNamed(path) && !capacity.includes(path))).toEqual([]);
});
