import { problemsOf } from "../../../cli/output/statusProblems";
import type { ClusterStatus } from "../../../contracts/clusterStatus";

const now = Date.parse("2026-11-28T12:00:00Z");
const seconds = now / 1_000;
const day = 86_400;
const disk = { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000, fsyncs: 900 };
const server = (tier: string, status: string) => ({ tier, address: status, status, weight: 1, current: 0, queued: 0 });
const worker = {
  name: "workers-1",
  rate: 1,
  waiting: 0,
  children: 4,
  done: 0,
  failed: 0,
  returned: 0,
  databaseAway: 0,
};
const backup = {
  database: "content",
  lastFull: seconds - 3 * day,
  lastDifferential: seconds - day / 2,
  archivedAt: seconds - 60,
  fullEvery: 7 * day,
  differentialEvery: day,
};
const database = {
  name: "content",
  leader: "content-db-1",
  paused: false,
  members: [
    { name: "content-db-1", role: "leader", state: "running" },
    { name: "content-db-2", role: "replica", state: "streaming", lagBytes: 0 },
  ],
};
const reported = { database: "content", program: "database" as const, state: "converged" as const, reasons: [] };

const good: ClusterStatus = {
  servers: [server("evented", "UP"), server("evented", "DOWN"), server("apache", "UP 1/2")],
  queues: [],
  databases: [database],
  reconcilers: [reported],
  disks: [{ member: "content-db-1", volume: "data", at: seconds, declared: disk, measured: disk }],
  workers: [worker],
  outboxes: [],
  backups: [backup],
  silent: [],
};

test.each<[string, Partial<ClusterStatus>, string[]]>([
  ["nothing where all is as declared", {}, []],
  [
    "a pause, a failover and a stopped member, as the reconciler reports them",
    {
      databases: [{ ...database, paused: true }],
      reconcilers: [
        {
          ...reported,
          reasons: [
            "failover is off, since Patroni is paused; `patronictl resume` in a member ends the pause",
            "content-db-2 is stopped, not streaming",
          ],
        },
      ],
    },
    [
      "content: failover is off, since Patroni is paused; `patronictl resume` in a member ends the pause.",
      "content: content-db-2 is stopped, not streaming.",
    ],
  ],
  [
    "why a declaration is not applied",
    { reconcilers: [{ ...reported, state: "refused", reasons: ["content-db-2 cannot take over"] }] },
    ["content: refused: content-db-2 cannot take over."],
  ],
  [
    "a backup that fails, not one that is running",
    {
      reconcilers: [
        reported,
        { database: "content", program: "backup", state: "differs", reasons: ["the full backup failed: no space"] },
        { database: "views", program: "backup", state: "converged", reasons: ["a full backup is running"] },
      ],
    },
    ["backups of content: differs: the full backup failed: no space."],
  ],
  [
    "what Patroni reports where the reconciler does not answer",
    {
      reconcilers: [],
      databases: [
        {
          name: "content",
          leader: "content-db-1",
          paused: true,
          members: [
            { name: "content-db-1", role: "leader", state: "running" },
            { name: "content-db-2", role: "replica", state: "stopped" },
          ],
        },
        { name: "views", members: [] },
      ],
      silent: [{ url: "http://content-reconciler:9102/metrics", reason: "timeout" }],
    },
    [
      "content: failover is off, since Patroni is paused.",
      "content: content-db-2 is stopped, not streaming.",
      "views: no member leads.",
      "http://content-reconciler:9102/metrics does not answer: timeout.",
    ],
  ],
  [
    "a tier without a server that is up",
    { servers: [server("evented", "UP"), server("apache", "DOWN"), server("apache", "MAINT")] },
    ["No server of apache is up."],
  ],
  [
    "a worker without its database",
    { workers: [{ ...worker, databaseAway: 12.4 }] },
    ["workers-1 has had no answer from its database for 12 s."],
  ],
  [
    "a full backup that is late",
    { backups: [{ ...backup, lastFull: seconds - 8 * day }] },
    ["backups of content: the last full backup is 8 d old, but one is declared every 7 d."],
  ],
  [
    "a differential backup that is late",
    { backups: [{ ...backup, lastDifferential: seconds - 2 * day }] },
    ["backups of content: the last full or differential backup is 2 d old, but one is declared every 24 h."],
  ],
  [
    "an archive that receives nothing",
    { backups: [{ ...backup, archivedAt: seconds - 45 * 60 }] },
    ["backups of content: no write-ahead log has been archived for 45 min."],
  ],
  ["no backup before the first one, whose failure its reconciler reports", { backups: [{ database: "content" }] }, []],
  [
    "a disk that is slower than declared",
    {
      disks: [
        { member: "content-db-1", volume: "data", at: seconds, declared: disk, measured: { ...disk, writeIops: 290 } },
      ],
    },
    ["The data volume of content-db-1 does 290 random writes/s; 9,000 are declared (disk.writeIops)."],
  ],
])("finds %s", (_, status, problems) => expect(problemsOf({ ...good, ...status }, now)).toEqual(problems));

test.each([
  [7.6 * day, false],
  [7.8 * day, true],
])("a full backup of every 7 d may be late by a tenth: %d s", (age, late) => {
  const backups = [{ ...backup, lastFull: seconds - age }];
  expect(problemsOf({ ...good, backups }, now).length > 0).toBe(late);
});
