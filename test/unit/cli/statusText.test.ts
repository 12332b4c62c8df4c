import { targetsOf } from "../../../cli/docker/probe";
import type { Service } from "../../../cli/docker/swarm";
import { statusText } from "../../../cli/output/statusText";

const server = (
  tier: string,
  address: string,
  weight: number,
  more: { status?: string; current?: number; queued?: number } = {},
) => ({
  tier,
  address,
  status: more.status ?? "UP",
  weight,
  current: more.current ?? 0,
  queued: more.queued ?? 0,
});

const nothing = {
  servers: [],
  queues: [],
  databases: [],
  disks: [],
  workers: [],
  outboxes: [],
  backups: [],
  silent: [],
};

test("the share of a tier follows from the weights of its available servers", () => {
  const servers = [
    server("evented", "a", 2),
    server("evented", "b", 2, { current: 3 }),
    server("apache", "c", 2),
    server("apache", "d", 2, { status: "DOWN" }),
  ];
  expect(statusText({ ...nothing, servers })).toBe(
    [
      "TIER      UP    WEIGHT   SHARE    REQUESTS   WAITING",
      "evented   2/2   2        66.7 %   3          0",
      "apache    1/2   2        33.3 %   0          0",
    ].join("\n"),
  );
});

test("merges a server of several routers, which is up if all of them report it as up", () => {
  const servers = [
    server("evented", "a", 1, { current: 1 }),
    server("evented", "a", 1, { current: 2, status: "DOWN" }),
  ];
  expect(statusText({ ...nothing, servers }).split("\n")[1]).toBe("evented   0/1   1        -       3          0");
});

test("reports a disk that is slower than declared, with both values", () => {
  const declared = { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 };
  const measured = { writeMBps: 480, readMBps: 560, writeIops: 290, readIops: 48_000, fsyncs: 96 };
  const at = Date.parse("2026-11-25T18:40:10Z") / 1_000;
  const disks = [
    { member: "content-db-1", volume: "data" as const, at, declared, measured },
    { member: "content-db-2", volume: "data" as const, at, declared, measured: { ...measured, writeIops: 9_100 } },
  ];
  expect(statusText({ ...nothing, disks })).toBe(
    [
      "MEMBER         VOLUME   WRITES MB/S   READS MB/S   RANDOM WRITES/S   RANDOM READS/S     FLUSHES/S   " +
        "VERDICT       MEASURED",
      "content-db-1   data     480 of 490    560 of 560   290 of 9,000      48,000 of 47,000   96          " +
        "slower        2026-11-25 18:40 UTC",
      "content-db-2   data     480 of 490    560 of 560   9,100 of 9,000    48,000 of 47,000   96          as " +
        "declared   2026-11-25 18:40 UTC",
    ].join("\n"),
  );
});

test("shows queues, members with their lag, and targets that did not answer", () => {
  const members = [
    { name: "db-1", role: "leader", state: "running" },
    { name: "db-2", role: "sync_standby", state: "streaming", lagBytes: 2048 },
    { name: "db-3", role: "replica", state: "starting" },
  ];
  expect(
    statusText({
      ...nothing,
      queues: [{ name: "jobs", ready: 12, unacked: 3 }],
      databases: [{ name: "content", leader: "db-1", members }],
      silent: [{ url: "http://router:8404/stats", reason: "timeout" }],
    }),
  ).toBe(
    [
      "QUEUE   READY   UNACKED",
      "jobs    12      3",
      "",
      "DATABASE   MEMBER   ROLE           STATE       LAG",
      "content    db-1     leader         running     -",
      "content    db-2     sync_standby   streaming   2.0 KiB",
      "content    db-3     replica        starting    unknown",
      "",
      "NO ANSWER                  REASON",
      "http://router:8404/stats   timeout",
    ].join("\n"),
  );
});

test("shows how long the outbox is, how long its oldest job has waited, and whether the queue accepts jobs", () => {
  const outboxes = [
    {
      relay: "outbox-relay-1",
      rows: 1_240,
      maxRows: 100_000,
      oldest: 62.3,
      published: 5_204,
      refused: 9,
      blocked: 60.9,
    },
    { relay: "outbox-relay-2", rows: 0, maxRows: 100_000, oldest: 0, published: 17, refused: 0, blocked: 0 },
    { relay: "outbox-relay-3", maxRows: 100_000, oldest: 0, published: 0, refused: 0, blocked: 0 },
  ];
  expect(statusText({ ...nothing, outboxes })).toBe(
    [
      "OUTBOX           ROWS             OLDEST   PUBLISHED   REFUSED   QUEUE",
      "outbox-relay-1   1240 of 100000   62 s     5204        9         waits for 61 s",
      "outbox-relay-2   0 of 100000      -        17          0         accepts",
      "outbox-relay-3   unknown          -        0           0         accepts",
    ].join("\n"),
  );
});

test("shows workers with their rate, its limit and bounds, and the availability of their database", () => {
  const counts = { waiting: 0, children: 4, done: 0, failed: 0, returned: 0, databaseAway: 0 };
  const workers = [
    {
      name: "workers-1",
      rate: 36.24,
      limit: 37.5,
      floor: 5,
      ceiling: 200,
      commitLatency: 0.0083,
      ...counts,
      waiting: 3,
      done: 1_204,
      failed: 2,
    },
    {
      name: "workers-2",
      rate: 0,
      limit: 5,
      floor: 5,
      ceiling: 200,
      ...counts,
      waiting: 4,
      returned: 1,
      databaseAway: 12.4,
    },
    { name: "workers-3", rate: 410, commitLatency: 0.0006, ...counts },
  ];
  expect(statusText({ ...nothing, workers })).toBe(
    [
      "WORKER      JOBS/S   LIMIT          COMMIT   WAITING   DONE   FAILED   RETURNED   DATABASE",
      "workers-1   36.2     37.5 (5-200)   8.3 ms   3 of 4    1204   2        0          available",
      "workers-2   0.0      5.0 (5-200)    -        4 of 4    0      0        1          unavailable for 12 s",
      "workers-3   410.0    none           0.6 ms   0 of 4    0      0        0          available",
    ].join("\n"),
  );
});

test("reads each target once from the labels of the services", () => {
  const labelled = (name: string, probe: object | undefined): Service => ({
    ID: name,
    Spec: {
      Name: name,
      Labels: probe === undefined ? {} : { "apture.probe": JSON.stringify(probe) },
      Mode: {},
      TaskTemplate: { ContainerSpec: { Image: "x" } },
    },
  });
  const patroni = { kind: "patroni", network: "content", url: "http://content-db-1:8008/cluster" };
  expect(targetsOf([labelled("a", patroni), labelled("b", undefined), labelled("c", patroni)])).toEqual([patroni]);
});

test("shows the age of backups and of the archived WAL", () => {
  const now = 1_800_000_000;
  const repository = (database: string, times: object) => ({ database, ...times });
  expect(
    statusText(
      {
        ...nothing,
        backups: [
          repository("content", {
            lastFull: now - 3 * 86_400,
            lastDifferential: now - 7_200,
            archivedAt: now - 12,
            restorableFrom: now - 10 * 86_400,
          }),
          repository("views", { archivedAt: now }),
        ],
      },
      1_000 * now,
    ),
  ).toBe(
    [
      "DATABASE   FULL BACKUP   DIFFERENTIAL   WAL ARCHIVED   RESTORABLE FROM",
      "content    3 d ago       2 h ago        12 s ago       10 d ago",
      "views      none yet      none yet       0 s ago        none yet",
    ].join("\n"),
  );
});
