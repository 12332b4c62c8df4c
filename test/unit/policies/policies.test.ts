import { DeclarationError } from "../../../components/declaration/problems";
import { policies } from "../../../policies/builtin";
import { planDeclaration } from "../../../stacks/plan";
import { type Edit, edited } from "../cluster/edits";

/** 300 rows a second for the pages; the rest of the stack as in dev, with figures that are easy to follow. */
const base = (): Edit => ({
  traffic: { pages: 100, edits: 10, events: 20 },
  "machines.db-1.disk": { writeMBps: 50, readMBps: 50, writeIops: 300, readIops: 300 },
  "machines.app-1.memory": "16 GiB",
  "machines.web-1.memory": "16 GiB",
  "machines.db-1.memory": "8 GiB",
  "machines.db-2.memory": "8 GiB",
  "databases.views.connections": 60,
  "queue.maxItems": 100_000,
  workers: { instances: 2, concurrency: 4, flow: { floor: 2, ceiling: 60, writesPerJob: 2, commitLatency: "25 ms" } },
});

function planned(edit: Edit, today = "2026-11-23") {
  try {
    return { waived: planDeclaration(edited({ ...base(), ...edit }), { today }).waived, problems: [] };
  } catch (error) {
    if (error instanceof DeclarationError) return { waived: [], problems: error.problems };
    throw error;
  }
}

test("the cluster that the table changes keeps every policy", () =>
  expect(planned({})).toEqual({ waived: [], problems: [] }));

/** The policy, what is changed, and what is said, word for word. */
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
    "workers.flow is missing: workers write as fast as jobs come, and the disk of db-1 takes 300 rows/s (writeIops 300, writeMBps 50), 40 of them for edits; declare it with a ceiling.",
  ],
  [
    "write-budget",
    "more edits than the disk takes",
    { "traffic.edits": 151, "workers.flow.ceiling": 100 },
    "databases.content: edits alone write 604 rows/s (traffic.edits 151 x 4), and the disk of db-1 takes 300 rows/s (writeIops 300, writeMBps 50); move content to a faster disk.",
  ],
  [
    "queue-drain",
    "a queue longer than it may take",
    { "queue.maxItems": 400_000 },
    'queue.maxItems is 400,000, which takes 74 min to drain: workers do 120 jobs/s at most (workers.instances 2 x flow.ceiling 60), and 30 arrive (traffic.edits 10 + events 20); queue.longestDrain is "1 h". Use 324,000 items or fewer, a higher workers.flow.ceiling, or a longer longestDrain.',
  ],
  [
    "queue-drain",
    "more events while it drains",
    { "traffic.events": 100 },
    'queue.maxItems is 100,000, which takes 2 h 47 min to drain: workers do 120 jobs/s at most (workers.instances 2 x flow.ceiling 60), and 110 arrive (traffic.edits 10 + events 100); queue.longestDrain is "1 h". Use 36,000 items or fewer, a higher workers.flow.ceiling, or a longer longestDrain.',
  ],
  [
    "queue-drain",
    "more events than workers do",
    { "traffic.events": 110 },
    "queue: workers do 120 jobs/s at most (workers.instances 2 x flow.ceiling 60), and 120 arrive (traffic.edits 10 + events 110); it never drains. Use a higher workers.flow.ceiling, or more workers.",
  ],
  [
    "worker-connections",
    "workers that leave requests too few",
    { "databases.content.connections": 23 },
    "workers and outbox relays hold 14 connections to content ((workers.instances 2 + 1 of a rollout) x concurrency 4, and 2 of outbox relays), and may hold 11, half of databases.content.connections (23): while it stands still, requests would get none. Use fewer, or 28 connections.",
  ],
  [
    "client-connections",
    "more processes than a pooler takes clients",
    {
      "web.evented.instances": 32,
      "web.evented.processes": 4,
      "web.evented.databaseConnections": 25,
      "web.evented.memory": "512 MiB",
      "machines.web-1.memory": "64 GiB",
      "databases.views.poolers": 2,
    },
    "web, workers and outbox relays may open 6,722 connections to the poolers of content (web 6,696, workers 24, relays 2, a rollout included), which take 5,000 (databases.content.poolers 1 x 5,000); use 2 poolers, or fewer instances, processes or databaseConnections.",
  ],
  [
    "stop-grace",
    "a worker that is killed in the middle of a job",
    { "workers.stopGrace": "30 s" },
    'workers.stopGrace is "30 s", but a job may take workers.timeLimit, "30 s"; a stop would kill it. Use "31 s" or more, or leave it out.',
  ],
  [
    "confirms",
    "a queue that refuses and tells nobody",
    { "queue.confirms": false },
    'queue.whenFull is "reject", but queue.confirms is false: what a full queue refuses would be lost, and its producer told 202. Use confirms true, or whenFull "dropOldest".',
  ],
  [
    "wal-volume",
    "a log that outgrows its volume",
    {
      "machines.db-1.walDisk": { writeMBps: 50, readMBps: 50, writeIops: 300, readIops: 300, size: "8 GiB" },
      "databases.content.settings": { max_wal_size: "6GB" },
    },
    'content-db-1 may keep 8.8 GiB of write-ahead log (max_wal_size 6 GiB + 2.8 GiB for replicas), but machines.db-1.walDisk.size is "8 GiB"; lower max_wal_size or max_slot_wal_keep_size in databases.content.settings, or use a larger volume.',
  ],
  [
    "wal-volume",
    "a log that outgrows the volume of the data",
    { "machines.db-2.disk.size": "100 GiB", "databases.views.settings": { max_slot_wal_keep_size: 102_400 } },
    'views-db-2 may keep 110 GiB of write-ahead log (max_wal_size 10 GiB + 100 GiB for replicas), but machines.db-2.disk.size is "100 GiB"; lower max_wal_size or max_slot_wal_keep_size in databases.views.settings, or use a larger volume.',
  ],
  [
    "wal-volume",
    "a replica that may fill the disk",
    { "databases.views.replicas": [], "databases.views.settings": { max_slot_wal_keep_size: "-1" } },
    "databases.views.settings lets a replica that is away keep views-db-2's whole write-ahead log (max_slot_wal_keep_size -1), until the disk is full; declare a size, or remove it.",
  ],
];

test.each(table)("%s: %s", (policy, _what, edit, violation) => {
  expect(planned(edit).problems).toEqual([`${violation} (policy ${policy})`]);
});

test("every policy for any stack is in the table", () => {
  expect([...new Set(table.map(([policy]) => policy))]).toEqual(
    policies.filter(({ only }) => only === undefined).map(({ name }) => name),
  );
});

test("all violations are reported together", () => {
  expect(
    planned({ "workers.instances": 3, "queue.maxItems": 10_000_000, "databases.content.connections": 20 }).problems,
  ).toHaveLength(3);
});

const waiver = { reason: "The new disk arrives in January.", until: "2027-01-31" };

test.each(["2026-11-23", "2027-01-31"])("a waiver lets a violation pass until its last day: %s", (today) => {
  expect(planned({ "workers.instances": 3, waivers: { "write-budget": waiver } }, today)).toEqual({
    problems: [],
    waived: [
      {
        policy: "write-budget",
        violation: expect.stringMatching(/^databases\.content: workers may write 360 rows/),
        ...waiver,
      },
    ],
  });
});

test("a waiver ends", () => {
  expect(planned({ "workers.instances": 3, waivers: { "write-budget": waiver } }, "2027-02-01").problems).toEqual([
    expect.stringMatching(/^databases\.content: .*\(policy write-budget; its waiver ended on 2027-01-31\)$/),
  ]);
});

test("a waiver is for one policy", () => {
  expect(planned({ "workers.instances": 3, waivers: { "queue-drain": waiver } }).problems).toEqual([
    expect.stringMatching(/\(policy write-budget\)$/),
  ]);
});

test.each<[string, unknown, string]>([
  ["of no policy", { "write-budgets": waiver }, "waivers.write-budgets names no policy; did you mean write-budget?"],
  [
    "without a reason",
    { "write-budget": { until: "2027-01-31" } },
    "waivers.write-budget.reason is missing; use a sentence that says why.",
  ],
  [
    "without an end",
    { "write-budget": { reason: "Because." } },
    'waivers.write-budget.until is missing; use a date such as "2027-01-31".',
  ],
  [
    "until a day that is none",
    { "write-budget": { reason: "Because.", until: "2027-02-31" } },
    'waivers.write-budget.until is "2027-02-31"; use a date such as "2027-01-31".',
  ],
])("a waiver %s is refused", (_what, waivers, problem) => {
  expect(planned({ waivers }).problems).toEqual([problem]);
});
