import { type Backup, parseArrival, parseInfo, type Repository } from "../../../reconcilers/backup/info";
import { backupMetrics } from "../../../reconcilers/backup/metrics";
import { BackupReconciler } from "../../../reconcilers/backup/reconcile";
import { due } from "../../../reconcilers/backup/schedule";
import { parseBackup } from "../../../reconcilers/status/parse";

const day = 86_400;
const desired = {
  database: "content",
  members: ["db-1", "db-2"],
  fullEvery: 7 * day,
  differentialEvery: day,
  metricsPort: 9_102,
};
const full = (start: number): Backup => ({ type: "full", start, stop: start + 10 });
const differential = (start: number): Backup => ({ type: "differential", start, stop: start + 5 });

/** As pgBackRest 2.55 prints it, less what is not read. */
const stanza = (more: object) =>
  JSON.stringify([{ name: "content", status: { code: 0, message: "ok" }, backup: [], archive: [], ...more }]);

test.each<[string, string, Repository]>([
  ["no stanza", "[]", { known: false, backups: [], archive: undefined }],
  [
    "another's stanza",
    JSON.stringify([{ name: "views", status: { code: 0 } }]),
    { known: false, backups: [], archive: undefined },
  ],
  [
    "a stanza without its path",
    stanza({ status: { code: 1, message: "missing stanza path" } }),
    { known: false, backups: [], archive: undefined },
  ],
  [
    "a stanza that cannot be told",
    stanza({ status: { code: 99, message: "other" } }),
    { known: false, backups: [], archive: undefined },
  ],
  [
    "no backup yet",
    stanza({ status: { code: 2, message: "no valid backups" }, archive: [{ id: "17-1", min: null, max: null }] }),
    { known: true, backups: [], archive: undefined },
  ],
  [
    "backups, one of them with pages that are broken",
    stanza({
      backup: [
        { type: "full", error: false, timestamp: { start: 100, stop: 110 } },
        { type: "diff", error: true, timestamp: { start: 200, stop: 205 } },
        { type: "diff", error: false, timestamp: { start: 300, stop: 305 } },
      ],
      archive: [{ id: "17-1", min: "000000010000000000000001", max: "0000000200000000000000A3" }],
    }),
    { known: true, backups: [full(100), differential(300)], archive: { id: "17-1", last: "0000000200000000000000A3" } },
  ],
])("reads %s", (_, text, repository) => expect(parseInfo("content", text)).toEqual(repository));

test("the log's newest file came when the repository says so; what else is in its folder does not count", () => {
  const files = {
    ".": { type: "path" },
    "000000010000000000000003-864cf121.zst": { type: "file", size: 784, time: 100 },
    "000000010000000000000003.00000028.backup": { type: "file", size: 400, time: 120 },
    "000000010000000000000002-c4488ccd.zst": { type: "file", size: 688, time: 90 },
  };
  expect(parseArrival("000000010000000000000003", JSON.stringify(files))).toBe(100);
  expect(parseArrival("000000010000000000000004", JSON.stringify(files))).toBeUndefined();
});

test.each<[string, readonly Backup[], number, Backup["type"] | undefined]>([
  ["nothing is there", [], 0, "full"],
  ["the full one is young", [full(0)], day - 1, undefined],
  ["the full one is a day old", [full(0)], day, "differential"],
  ["the differential one is young", [full(0), differential(day)], 2 * day - 1, undefined],
  ["the differential one is a day old", [full(0), differential(day)], 2 * day, "differential"],
  ["the full one is a week old, whatever came since", [full(0), differential(7 * day - 10)], 7 * day, "full"],
  ["only differential ones are left", [differential(day)], day + 1, "full"],
])("what is due when %s", (_, backups, now, type) => expect(due(desired, backups, now)).toBe(type));

/** A repository that is looked at, and what was done to it, in order. */
function keeper(repository: Partial<Repository> = {}) {
  const done: string[] = [];
  const state = {
    now: 1_000,
    missing: [] as readonly string[],
    repository: { known: true, backups: [full(900)], archive: undefined, ...repository } as Repository,
  };
  let finish: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const kept = new BackupReconciler(desired, {
    missing: async () => state.missing,
    repository: async () => state.repository,
    introduce: async () => void done.push("introduce"),
    checkArchive: async () => void done.push("check"),
    backUp: (type) => {
      done.push(`back up ${type}`);
      return new Promise<void>((resolve, reject) => (finish = { resolve, reject }));
    },
    now: () => state.now,
    say: (line) => void done.push(line),
  });
  const ended = async (act: "resolve" | "reject") => {
    finish?.[act](new Error("pgbackrest backup: [082]: WAL segment was not archived"));
    await new Promise(setImmediate);
  };
  return { done, state, look: () => kept.look(), ended };
}

test("a repository with a young backup is looked at, and its archive is checked every ten minutes", async () => {
  const { done, state, look } = keeper();
  expect(await look()).toEqual({ state: "holds" });
  state.now += 599;
  await look();
  expect(done).toEqual(["check"]);
  state.now += 1;
  await look();
  expect(done).toEqual(["check", "check"]);
});

test("a repository learns of its database, and makes the first backup; until that is there, it is under way", async () => {
  const { done, state, look, ended } = keeper({ known: false, backups: [] });
  expect(await look()).toEqual({ state: "holds", remark: "a full backup is under way" });
  state.repository = { ...state.repository, known: true };
  state.now += 2_000;
  expect(await look()).toEqual({ state: "holds", remark: "a full backup is under way" });
  expect(done).toEqual(["introduce", "The repository knows content now.", "check", "back up full"]);
  state.repository = { ...state.repository, backups: [full(1_000)] };
  await ended("resolve");
  expect(await look()).toEqual({ state: "holds" });
  expect(done.slice(4)).toEqual(["A full backup was made in 2000 s.", "check"]);
});

test("members that start with it are waited for, half a minute long; later nothing waits for one that is away", async () => {
  const { done, state, look } = keeper();
  state.missing = ["db-2"];
  expect(await look()).toEqual({ state: "differs", reason: "db-2 not up yet" });
  expect(done).toEqual([]);
  state.now += 30;
  expect(await look()).toEqual({ state: "holds" });

  const other = keeper();
  expect(await other.look()).toEqual({ state: "holds" });
  other.state.missing = ["db-1"];
  expect(await other.look()).toEqual({ state: "holds" });
});

test("a log that does not arrive is said, and no backup is begun", async () => {
  const done: string[] = [];
  const kept = new BackupReconciler(desired, {
    missing: async () => [],
    repository: async () => ({ known: true, backups: [], archive: undefined }),
    introduce: async () => undefined,
    checkArchive: () => Promise.reject(new Error("pgbackrest check: [082]: WAL segment was not archived")),
    backUp: async (type) => void done.push(type),
    now: () => 0,
    say: () => undefined,
  });
  await expect(kept.look()).rejects.toThrow("pgbackrest check: [082]: WAL segment was not archived");
  expect(done).toEqual([]);
});

test("a backup that failed is said until one succeeds, and tried again each minute", async () => {
  const { done, state, look, ended } = keeper({ backups: [] });
  await look();
  await ended("reject");
  const failed = {
    state: "differs",
    reason: "the full backup failed: pgbackrest backup: [082]: WAL segment was not archived",
  };
  expect(await look()).toEqual(failed);
  expect(done).toEqual(["check", "back up full"]);
  state.now += 60;
  expect(await look()).toEqual(failed);
  expect(done).toEqual(["check", "back up full", "back up full"]);
  state.repository = { ...state.repository, backups: [full(1_060)] };
  await ended("resolve");
  expect(await look()).toEqual({ state: "holds" });
});

test("what is told as metrics is what status reads", async () => {
  const state = {
    database: "content",
    repository: { known: true, backups: [full(100), differential(200), full(300)], archive: undefined },
    arrival: 400,
  };
  expect(parseBackup(await backupMetrics(state))).toEqual({
    database: "content",
    lastFull: 310,
    lastDifferential: 205,
    restorableFrom: 110,
    archivedAt: 400,
  });
  const unknown = {
    database: "content",
    repository: { known: false, backups: [], archive: undefined },
    arrival: undefined,
  };
  expect(parseBackup(await backupMetrics(unknown))).toEqual({
    database: "content",
    lastFull: undefined,
    lastDifferential: undefined,
    restorableFrom: undefined,
    archivedAt: undefined,
  });
});

test("metrics have a sample of what there is, and none of what there is not", async () => {
  expect(
    await backupMetrics({
      database: "content",
      repository: { known: true, backups: [full(100)], archive: undefined },
      arrival: undefined,
    }),
  ).toBe(
    `# HELP apture_backup_info The database that is backed up.
# TYPE apture_backup_info gauge
apture_backup_info{database="content"} 1

# HELP apture_backup_last_timestamp_seconds When the last backup of its kind was complete.
# TYPE apture_backup_last_timestamp_seconds gauge
apture_backup_last_timestamp_seconds{type="full"} 110

# HELP apture_backup_oldest_restorable_timestamp_seconds The earliest time that can be restored.
# TYPE apture_backup_oldest_restorable_timestamp_seconds gauge
apture_backup_oldest_restorable_timestamp_seconds 110
`,
  );
});
