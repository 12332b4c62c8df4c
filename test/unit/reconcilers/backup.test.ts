import { type Backup, parseArchivedAt, parseInfo, type Repository } from "../../../reconcilers/backup/info";
import { backupMetrics } from "../../../reconcilers/backup/metrics";
import { BackupReconciler } from "../../../reconcilers/backup/reconcile";
import { due } from "../../../reconcilers/backup/schedule";
import { parseBackup, parseResults } from "../../../reconcilers/status/parse";

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

/** Output of pgBackRest 2.55, without what is not parsed. */
const stanza = (more: object) =>
  JSON.stringify([{ name: "content", status: { code: 0, message: "ok" }, backup: [], archive: [], ...more }]);

test.each<[string, string, Repository]>([
  ["no stanza", "[]", { known: false, backups: [], archive: undefined }],
  [
    "the stanza of another database",
    JSON.stringify([{ name: "views", status: { code: 0 } }]),
    { known: false, backups: [], archive: undefined },
  ],
  [
    "a stanza without its path",
    stanza({ status: { code: 1, message: "missing stanza path" } }),
    { known: false, backups: [], archive: undefined },
  ],
  [
    "a stanza in an unknown state",
    stanza({ status: { code: 99, message: "other" } }),
    { known: false, backups: [], archive: undefined },
  ],
  [
    "no backup yet",
    stanza({ status: { code: 2, message: "no valid backups" }, archive: [{ id: "17-1", min: null, max: null }] }),
    { known: true, backups: [], archive: undefined },
  ],
  [
    "backups, one of them with corrupt pages",
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

test("the archive time of a file is that of its own entry, not of others in its folder", () => {
  const files = {
    ".": { type: "path" },
    "000000010000000000000003-864cf121.zst": { type: "file", size: 784, time: 100 },
    "000000010000000000000003.00000028.backup": { type: "file", size: 400, time: 120 },
    "000000010000000000000002-c4488ccd.zst": { type: "file", size: 688, time: 90 },
  };
  expect(parseArchivedAt("000000010000000000000003", JSON.stringify(files))).toBe(100);
  expect(parseArchivedAt("000000010000000000000004", JSON.stringify(files))).toBeUndefined();
});

test.each<[string, readonly Backup[], number, Backup["type"] | undefined]>([
  ["no backup", [], 0, "full"],
  ["a recent full backup", [full(0)], day - 1, undefined],
  ["a full backup of a day ago", [full(0)], day, "differential"],
  ["a recent differential backup", [full(0), differential(day)], 2 * day - 1, undefined],
  ["the differential one is a day old", [full(0), differential(day)], 2 * day, "differential"],
  ["the full one is a week old, whatever came since", [full(0), differential(7 * day - 10)], 7 * day, "full"],
  ["only differential ones are left", [differential(day)], day + 1, "full"],
])("what is due when %s", (_, backups, now, type) => expect(due(desired, backups, now)).toBe(type));

/** A repository that is looked at, and what was done to it, in order. */
function setUp(repository: Partial<Repository> = {}) {
  const done: string[] = [];
  const state = {
    now: 1_000,
    unresolved: [] as readonly string[],
    repository: { known: true, backups: [full(900)], archive: undefined, ...repository } as Repository,
  };
  let finish: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const reconciler = new BackupReconciler(desired, {
    unresolvedMembers: async () => state.unresolved,
    repository: async () => state.repository,
    createStanza: async () => void done.push("create stanza"),
    checkArchive: async () => void done.push("check"),
    backUp: (type) => {
      done.push(`back up ${type}`);
      return new Promise<void>((resolve, reject) => (finish = { resolve, reject }));
    },
    now: () => state.now,
    log: (line) => void done.push(line),
  });
  const ended = async (act: "resolve" | "reject") => {
    finish?.[act](new Error("pgbackrest backup: [082]: WAL segment was not archived"));
    await new Promise(setImmediate);
  };
  return { done, state, reconcile: () => reconciler.reconcile(), ended };
}

test("checks the archive every ten minutes while no backup is due", async () => {
  const { done, state, reconcile } = setUp();
  expect(await reconcile()).toEqual({ state: "converged" });
  state.now += 599;
  await reconcile();
  expect(done).toEqual(["check"]);
  state.now += 1;
  await reconcile();
  expect(done).toEqual(["check", "check"]);
});

test("creates the stanza and makes the first backup, which it reports as running", async () => {
  const { done, state, reconcile, ended } = setUp({ known: false, backups: [] });
  expect(await reconcile()).toEqual({ state: "converged", remarks: ["a full backup is running"] });
  state.repository = { ...state.repository, known: true };
  state.now += 2_000;
  expect(await reconcile()).toEqual({ state: "converged", remarks: ["a full backup is running"] });
  expect(done).toEqual(["create stanza", "Created the stanza of content in the repository.", "check", "back up full"]);
  state.repository = { ...state.repository, backups: [full(1_000)] };
  await ended("resolve");
  expect(await reconcile()).toEqual({ state: "converged" });
  expect(done.slice(4)).toEqual(["Made a full backup in 2000 s.", "check"]);
});

test("waits half a minute for members that start with it, and not for a stopped member later", async () => {
  const { done, state, reconcile } = setUp();
  state.unresolved = ["db-2"];
  expect(await reconcile()).toEqual({ state: "differs", reason: "waiting for db-2 to start" });
  expect(done).toEqual([]);
  state.now += 30;
  expect(await reconcile()).toEqual({ state: "converged" });

  const other = setUp();
  expect(await other.reconcile()).toEqual({ state: "converged" });
  other.state.unresolved = ["db-1"];
  expect(await other.reconcile()).toEqual({ state: "converged" });
});

test("reports a log that is not archived, and starts no backup", async () => {
  const done: string[] = [];
  const reconciler = new BackupReconciler(desired, {
    unresolvedMembers: async () => [],
    repository: async () => ({ known: true, backups: [], archive: undefined }),
    createStanza: async () => undefined,
    checkArchive: () => Promise.reject(new Error("pgbackrest check: [082]: WAL segment was not archived")),
    backUp: async (type) => void done.push(type),
    now: () => 0,
    log: () => undefined,
  });
  await expect(reconciler.reconcile()).rejects.toThrow("pgbackrest check: [082]: WAL segment was not archived");
  expect(done).toEqual([]);
});

test("reports a failed backup until one succeeds, and retries every minute", async () => {
  const { done, state, reconcile, ended } = setUp({ backups: [] });
  await reconcile();
  await ended("reject");
  const failed = {
    state: "differs",
    reason: "the full backup failed: pgbackrest backup: [082]: WAL segment was not archived",
  };
  expect(await reconcile()).toEqual(failed);
  expect(done).toEqual(["check", "back up full"]);
  state.now += 60;
  expect(await reconcile()).toEqual(failed);
  expect(done).toEqual(["check", "back up full", "back up full"]);
  state.repository = { ...state.repository, backups: [full(1_060)] };
  await ended("resolve");
  expect(await reconcile()).toEqual({ state: "converged" });
});

test("status reads the metrics back", async () => {
  const state = {
    repository: { known: true, backups: [full(100), differential(200), full(300)], archive: undefined },
    archivedAt: 400,
    result: { state: "converged", remarks: ["a full backup is running"] } as const,
  };
  const text = await backupMetrics(desired, state);
  expect(parseResults(text)).toEqual([
    { database: "content", program: "backup", state: "converged", reasons: ["a full backup is running"] },
  ]);
  expect(parseBackup(text)).toEqual({
    database: "content",
    lastFull: 310,
    lastDifferential: 205,
    restorableFrom: 110,
    archivedAt: 400,
    fullEvery: 7 * day,
    differentialEvery: day,
  });
  const unknown = {
    repository: { known: false, backups: [], archive: undefined },
    archivedAt: undefined,
    result: undefined,
  };
  expect(parseBackup(await backupMetrics(desired, unknown))).toEqual({
    database: "content",
    lastFull: undefined,
    lastDifferential: undefined,
    restorableFrom: undefined,
    archivedAt: undefined,
    fullEvery: 7 * day,
    differentialEvery: day,
  });
});

test("metrics have no sample for a time that does not exist yet", async () => {
  expect(
    await backupMetrics(desired, {
      repository: { known: true, backups: [full(100)], archive: undefined },
      archivedAt: undefined,
      result: undefined,
    }),
  ).toBe(
    `# HELP apture_backup_info The database that is backed up.
# TYPE apture_backup_info gauge
apture_backup_info{database="content"} 1

# HELP apture_backup_last_timestamp_seconds When the last backup of this type was complete.
# TYPE apture_backup_last_timestamp_seconds gauge
apture_backup_last_timestamp_seconds{type="full"} 110

# HELP apture_backup_interval_seconds Declared interval of backups of this type.
# TYPE apture_backup_interval_seconds gauge
apture_backup_interval_seconds{type="full"} 604800
apture_backup_interval_seconds{type="differential"} 86400

# HELP apture_backup_oldest_restorable_timestamp_seconds The earliest time that can be restored.
# TYPE apture_backup_oldest_restorable_timestamp_seconds gauge
apture_backup_oldest_restorable_timestamp_seconds 110
`,
  );
});
