import { editOf } from "../../testing/edit";
import { eventually } from "../../testing/eventually";
import { type LoadResult, startLoad } from "../../testing/load";
import { cluster, stack } from "./support/cluster";
import { engine, inTask } from "./support/engine";

jest.setTimeout(600_000);

const onFirst = 'content: {\n      primary: "db-1",\n      replicas: ["db-2"]';
const onSecond = 'content: {\n      primary: "db-2",\n      replicas: ["db-1"]';

const sql = async (member: string, statement: string) =>
  (await inTask(member, "psql", "-h", "/run/postgresql", "-d", "content", "-Atc", statement)).trim();
/** What Patroni says of a member. */
async function member(name: string): Promise<{ readonly State: string; readonly "Lag in MB"?: number } | undefined> {
  const listed = await inTask("content-db-1", "patronictl", "-c", "/etc/patroni", "list", "--format", "json");
  return (JSON.parse(listed) as { Member: string; State: string }[]).find((one) => one.Member === name);
}

/** Starts or ends a service's tasks, past the declaration. */
async function scale(name: string, replicas: number): Promise<void> {
  const service = engine.getService(`${stack}_${name}`);
  const { Version, Spec } = (await service.inspect()) as { Version: { Index: number }; Spec: object };
  await service.update({ ...Spec, version: Version.Index, Mode: { Replicated: { Replicas: replicas } } });
}

/** How an update of a service goes that began after a time: `rollback_started`. */
async function updateSince(began: number, name: string): Promise<string | undefined> {
  const { UpdateStatus } = (await engine.getService(`${stack}_${name}`).inspect()) as {
    UpdateStatus?: { State: string; StartedAt: string };
  };
  return Date.parse(UpdateStatus?.StartedAt ?? "") > began ? UpdateStatus?.State : undefined;
}

/** How long a statement that begins so has been under way at the leader, in seconds. */
const openFor = async (statement: string) =>
  Number(
    await sql(
      "content-db-1",
      `SELECT max(extract(epoch FROM now() - xact_start)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '${statement}%'`,
    ),
  );

const follows = (member: string) => sql(member, "SELECT pg_is_in_recovery()");

/** Edits while something is done: the keys of those that were acknowledged, and how many were sent. */
async function editsDuring(act: () => Promise<void>): Promise<LoadResult & { acknowledged: string[] }> {
  const keys = new Map<number, string>();
  const acknowledged: string[] = [];
  const load = startLoad({
    url: cluster.url,
    rate: 20,
    request: (n) => {
      const edit = editOf(`/p/moved-${n % 20}`, `edit ${n}`);
      keys.set(n, edit.headers["idempotency-key"]);
      return edit;
    },
    observe: ({ n, status }) => {
      if (status === 200 || status === 201) acknowledged.push(keys.get(n) ?? "");
    },
  });
  let result: LoadResult;
  try {
    await act();
  } finally {
    result = await load.stop();
  }
  return { acknowledged, ...result };
}

describe("a switchover is refused with the reason; the primary stays, and writes go on", () => {
  /** `up` with another primary, under edits. */
  async function expectRefused(
    reason: RegExp,
    [from, to]: readonly [string, string] = [onFirst, onSecond],
  ): Promise<void> {
    const undo = cluster.declare(from, to);
    try {
      const { failures, sent } = await editsDuring(async () => {
        const { code, output } = await cluster.run("up");
        expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(reason) });
      });
      expect(sent).toBeGreaterThan(0);
      expect(failures).toEqual([]);
      expect(await follows("content-db-1")).toBe("f");
    } finally {
      undo();
    }
  }

  test("a transaction that it would cut off", async () => {
    const long = inTask(
      "content-db-1",
      "psql",
      "-h",
      "/run/postgresql",
      "-d",
      "content",
      "-c",
      "SELECT pg_sleep(300)",
    ).catch(() => undefined);
    try {
      // A younger one is no reason to refuse.
      await eventually(async () => expect(await openFor("SELECT pg_sleep")).toBeGreaterThan(10), 30_000);
      await expectRefused(
        /content-db-2 cannot take over from content-db-1: a transaction of postgres \(psql\) has been open for \d+ s, longer than longestTransaction \(10 s\)/,
      );
      expect(await follows("content-db-2")).toBe("t");
    } finally {
      await sql(
        "content-db-1",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()",
      );
      await long;
    }
  });

  test("a replica that lags", async () => {
    const receiver = await sql("content-db-2", "SELECT pid FROM pg_stat_wal_receiver");
    expect(receiver).toMatch(/^\d+$/);
    await inTask("content-db-2", "bash", "-c", `kill -STOP ${receiver}`);
    try {
      await sql(
        "content-db-1",
        "SELECT count(pg_logical_emit_message(false, 'test', repeat('x', 1000000))) FROM generate_series(1, 40)",
      );
      await eventually(async () => expect((await member("content-db-2"))?.["Lag in MB"]).toBeGreaterThan(16), 60_000);
      await expectRefused(
        /content-db-2 cannot take over from content-db-1: it is \d+ bytes behind, more than maxLag \(16777216\)/,
      );
    } finally {
      await inTask("content-db-2", "bash", "-c", `kill -CONT ${receiver}`);
    }
    await eventually(async () => expect((await member("content-db-2"))?.["Lag in MB"]).toBe(0), 60_000);
  });

  test("a member that is stopped", async () => {
    const began = Date.now();
    const refused = expectRefused(
      /content-db-2 cannot take over from content-db-1: it (is stopped, not streaming|has left the cluster)/,
    );
    try {
      await scale("content-db-2", 0);
      await refused;
      // The reconciler of the previous declaration converges without the stopped member, so the rollback ends as well.
      expect(Date.now() - began).toBeLessThan(120_000);
      expect(await updateSince(began, "content-reconciler")).toBe("rollback_completed");
    } finally {
      await scale("content-db-2", 1);
    }
    await eventually(async () => expect((await member("content-db-2"))?.State).toBe("streaming"), 120_000);
  });

  test("a member that nobody declared", () =>
    expectRefused(
      /databases\.content\.primary names the machine db-7, which machines does not declare; declare it or use another\./,
      ['content: {\n      primary: "db-1"', 'content: {\n      primary: "db-7"'],
    ));
});

test("another primary in the declaration is a switchover, there and back: no acknowledged edit is lost", async () => {
  const undo = cluster.declare(onFirst, onSecond);
  const there = await editsDuring(async () => void (await cluster.up()));
  expect(await follows("content-db-2")).toBe("f");
  expect(await follows("content-db-1")).toBe("t");

  undo();
  const back = await editsDuring(async () => void (await cluster.up()));
  expect(await follows("content-db-1")).toBe("f");
  expect(await follows("content-db-2")).toBe("t");

  console.log(
    `${there.failures.length} of ${there.sent} edits failed on the way there, ${back.failures.length} of ${back.sent} on the way back`,
  );
  const kept = new Set((await sql("content-db-1", "SELECT key FROM pages_edit")).split("\n"));
  const acknowledged = [...there.acknowledged, ...back.acknowledged];
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(acknowledged.filter((key) => !kept.has(key))).toEqual([]);
});
