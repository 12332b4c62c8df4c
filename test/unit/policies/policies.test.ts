import { policies } from "../../../policies/builtin";
import type { Edit } from "../../../testing/fixtures/declarationEdits";
import { planned } from "./planned";

test("the cluster that the table changes violates no policy", () =>
  expect(planned({})).toEqual({ waived: [], problems: [] }));

/** The policy, the case, the change, and the exact violation. */
const table: readonly (readonly [string, string, Edit, string])[] = [
  [
    "write-budget",
    "more workers than the disk can serve",
    { "workers.instances": 3 },
    "databases.content: workers may write 360 rows/s (workers.instances 3 x flow.ceiling 60 x writesPerJob 2) and edits 40 (traffic.edits 10 x 4), but the disk of db-1 takes 300 rows/s (writeIops 300, writeMBps 50); use workers.flow.ceiling 43.3 or less, fewer workers, or a faster disk.",
  ],
  [
    "write-budget",
    "a disk with too few operations",
    { "machines.db-1.disk.writeIops": 259 },
    "databases.content: workers may write 240 rows/s (workers.instances 2 x flow.ceiling 60 x writesPerJob 2) and edits 40 (traffic.edits 10 x 4), but the disk of db-1 takes 259 rows/s (writeIops 259, writeMBps 50); use workers.flow.ceiling 54.7 or less, fewer workers, or a faster disk.",
  ],
  [
    "write-budget",
    "a disk with too little throughput",
    { "machines.db-1.disk.writeMBps": 4 },
    "databases.content: workers may write 240 rows/s (workers.instances 2 x flow.ceiling 60 x writesPerJob 2) and edits 40 (traffic.edits 10 x 4), but the disk of db-1 takes 244 rows/s (writeIops 300, writeMBps 4); use workers.flow.ceiling 51 or less, fewer workers, or a faster disk.",
  ],
  [
    "write-budget",
    "the primary on a slower machine",
    {
      "databases.content": { primary: "db-2", replicas: ["db-1"], connections: 40 },
      "machines.db-2.disk": { writeMBps: 50, readMBps: 50, writeIops: 100, readIops: 100 },
    },
    "databases.content: workers may write 240 rows/s (workers.instances 2 x flow.ceiling 60 x writesPerJob 2) and edits 40 (traffic.edits 10 x 4), but the disk of db-2 takes 100 rows/s (writeIops 100, writeMBps 50); use workers.flow.ceiling 15 or less, fewer workers, or a faster disk.",
  ],
  [
    "write-budget",
    "a log on a slow disk of its own",
    { "machines.db-1.walDisk": { writeMBps: 2, readMBps: 50, writeIops: 300, readIops: 300, size: "8 GiB" } },
    "databases.content: workers may write 240 rows/s (workers.instances 2 x flow.ceiling 60 x writesPerJob 2) and edits 40 (traffic.edits 10 x 4), but the disk of db-1 takes 244 rows/s (writeIops 300, writeMBps 50; walDisk.writeMBps 2); use workers.flow.ceiling 51 or less, fewer workers, or a faster disk.",
  ],
  [
    "write-budget",
    "no flow control",
    { "workers.flow": undefined },
    "workers.flow is missing: workers write as fast as jobs arrive, and the disk of db-1 takes 300 rows/s (writeIops 300, writeMBps 50), of which edits need 40; declare it with a ceiling.",
  ],
  [
    "write-budget",
    "more edits than the disk takes",
    { "traffic.edits": 151, "workers.flow.ceiling": 100 },
    "databases.content: edits alone write 604 rows/s (traffic.edits 151 x 4), but the disk of db-1 takes 300 rows/s (writeIops 300, writeMBps 50); move content to a faster disk.",
  ],
  [
    "queue-drain",
    "a queue longer than it may take",
    { "queue.maxItems": 400_000 },
    'queue.maxItems is 400,000, which takes 74 min to drain: workers do at most 120 jobs/s (workers.instances 2 x flow.ceiling 60), and 30 jobs/s arrive (traffic.edits 10 + events 20); queue.longestDrain is "1 h". Use 324,000 items or fewer, a higher workers.flow.ceiling, or a longer longestDrain.',
  ],
  [
    "queue-drain",
    "more events while it drains",
    { "traffic.events": 100 },
    'queue.maxItems is 100,000, which takes 2 h 47 min to drain: workers do at most 120 jobs/s (workers.instances 2 x flow.ceiling 60), and 110 jobs/s arrive (traffic.edits 10 + events 100); queue.longestDrain is "1 h". Use 36,000 items or fewer, a higher workers.flow.ceiling, or a longer longestDrain.',
  ],
  [
    "queue-drain",
    "more events than workers do",
    { "traffic.events": 110 },
    "queue: workers do at most 120 jobs/s (workers.instances 2 x flow.ceiling 60), and 120 jobs/s arrive (traffic.edits 10 + events 110); it never drains. Use a higher workers.flow.ceiling, or more workers.",
  ],
  [
    "worker-connections",
    "workers that leave requests too few",
    { "databases.content.connections": 23 },
    "workers and outbox relays may hold 14 connections to content ((workers.instances 2 + 1 in a rollout) x concurrency 4, and 2 of outbox relays), but half of databases.content.connections (23) is 11: if content stalls, too few are left for requests. Use fewer workers, or 28 connections.",
  ],
  [
    "client-connections",
    "more clients than a pooler accepts",
    {
      "web.evented.instances": 32,
      "web.evented.processes": 4,
      "web.evented.databaseConnections": 25,
      "web.evented.memory": "512 MiB",
      "machines.web-1.memory": "64 GiB",
      "databases.views.poolers": 2,
    },
    "web, workers and outbox relays may open 6,722 connections to the poolers of content (web 6,696, workers 24, relays 2, including a rollout), which accept 5,000 (databases.content.poolers 1 x 5,000); use 2 poolers, or fewer instances, processes or databaseConnections.",
  ],
  [
    "stop-grace",
    "a worker that is killed during a job",
    { "workers.stopGrace": "30 s" },
    'workers.stopGrace is "30 s", but a job may take workers.timeLimit, "30 s"; a stop would kill it. Use "31 s" or more, or remove it.',
  ],
  [
    "publisher-confirms",
    "a full queue that rejects items of publishers without confirms",
    { "queue.confirms": false },
    'queue.whenFull is "reject", but queue.confirms is false: items that a full queue rejects are lost, and their clients get 202. Use confirms true, or whenFull "dropOldest".',
  ],
  [
    "wal-volume",
    "a log that outgrows its volume",
    {
      "machines.db-1.walDisk": { writeMBps: 50, readMBps: 50, writeIops: 300, readIops: 300, size: "8 GiB" },
      "databases.content.settings": { max_wal_size: "6GB" },
    },
    'content-db-1 may retain 8.8 GiB of write-ahead log (max_wal_size 6 GiB + 2.8 GiB for replicas), but machines.db-1.walDisk.size is "8 GiB"; lower max_wal_size or max_slot_wal_keep_size in databases.content.settings, or use a larger volume.',
  ],
  [
    "wal-volume",
    "a log that outgrows the volume of the data",
    { "machines.db-2.disk.size": "100 GiB", "databases.views.settings": { max_slot_wal_keep_size: 102_400 } },
    'views-db-2 may retain 110 GiB of write-ahead log (max_wal_size 10 GiB + 100 GiB for replicas), but machines.db-2.disk.size is "100 GiB"; lower max_wal_size or max_slot_wal_keep_size in databases.views.settings, or use a larger volume.',
  ],
  [
    "wal-volume",
    "a replica that may fill the disk",
    { "databases.views.replicas": [], "databases.views.settings": { max_slot_wal_keep_size: "-1" } },
    "databases.views.settings lets a disconnected replica retain the whole write-ahead log of views-db-2 (max_slot_wal_keep_size -1), until the disk is full; declare a size, or remove the setting.",
  ],
];

test.each(table)("%s: %s", (policy, _what, edit, violation) => {
  expect(planned(edit).problems).toEqual([`${violation} (policy ${policy})`]);
});

test("the table has every policy for all environments", () => {
  expect([...new Set(table.map(([policy]) => policy))]).toEqual(
    policies.filter(({ only }) => only === undefined).map(({ name }) => name),
  );
});

test("reports all violations together", () => {
  expect(
    planned({ "workers.instances": 3, "queue.maxItems": 10_000_000, "databases.content.connections": 20 }).problems,
  ).toHaveLength(3);
});

describe("a proposed value is within the range of its setting", () => {
  test.each<[string, Edit, string]>([
    [
      "no ceiling below the minimum",
      { "traffic.edits": 75 },
      "use fewer workers, or a faster disk. (policy write-budget)",
    ],
    [
      "no queue of zero items",
      { "queue.longestDrain": "1 s", "traffic.events": 109.9 },
      'queue.longestDrain is "1 s". Use a higher workers.flow.ceiling, or a longer longestDrain. (policy queue-drain)',
    ],
    [
      "no more than 495 connections",
      { "workers.concurrency": 84, "workers.memory": "4 GiB" },
      "if content stalls, too few are left for requests. Use fewer workers or a lower concurrency. (policy worker-connections)",
    ],
    [
      "no more than 16 poolers",
      {
        "web.evented.instances": 64,
        "web.evented.processes": 64,
        "web.evented.connections": 2_000,
        "web.evented.databaseConnections": 200,
        "web.evented.memory": "8 GiB",
        "machines.web-1.memory": "1024 GiB",
      },
      "use fewer instances, processes or databaseConnections. (policy client-connections)",
    ],
  ])("%s", (_what, edit, ending) => {
    expect(planned(edit).problems).toContainEqual(expect.stringContaining(ending));
  });
});
