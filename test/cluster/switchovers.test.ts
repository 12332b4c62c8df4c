import { eventually } from "../../testing/checkers/eventually";
import { editRequest } from "../../testing/load/edit";
import { type LoadResult, startLoad } from "../../testing/load/openLoop";
import { type PatroniMember, patroniMembers } from "../../testing/swarm/patroni";
import { cluster, stack } from "./support/cluster";
import { engine, inTask, sqlOn } from "./support/engine";

jest.setTimeout(600_000);

const onFirst = 'content: {\n      primary: "db-1",\n      replicas: ["db-2"]';
const onSecond = 'content: {\n      primary: "db-2",\n      replicas: ["db-1"]';

const sql = (member: string, statement: string) => sqlOn(member, statement, "content");

/** Returns a member as Patroni lists it. */
const member = async (name: string): Promise<PatroniMember | undefined> =>
  (await patroniMembers(stack, "content-db-1")).find((one) => one.Member === name);

/** Scales a service at the engine, without the declaration. */
async function scale(name: string, replicas: number): Promise<void> {
  const service = engine.getService(`${stack}_${name}`);
  const { Version, Spec } = (await service.inspect()) as { Version: { Index: number }; Spec: object };
  await service.update({ ...Spec, version: Version.Index, Mode: { Replicated: { Replicas: replicas } } });
}

/** Returns the state of a service's latest update, `rollback_started`, if it began after the given time. */
async function updateSince(began: number, name: string): Promise<string | undefined> {
  const { UpdateStatus } = (await engine.getService(`${stack}_${name}`).inspect()) as {
    UpdateStatus?: { State: string; StartedAt: string };
  };
  return Date.parse(UpdateStatus?.StartedAt ?? "") > began ? UpdateStatus?.State : undefined;
}

/** Returns for how many seconds the oldest statement with this beginning has been running on the leader. */
const runningFor = async (statement: string) =>
  Number(
    await sql(
      "content-db-1",
      `SELECT max(extract(epoch FROM now() - xact_start)) FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND query LIKE '${statement}%'`,
    ),
  );

const isReplica = (member: string) => sql(member, "SELECT pg_is_in_recovery()");

/** Sends edits while an action runs. Returns the load's result and the keys of the acknowledged edits. */
async function editsDuring(action: () => Promise<void>): Promise<LoadResult & { acknowledged: string[] }> {
  const keys = new Map<number, string>();
  const acknowledged: string[] = [];
  const load = startLoad({
    url: cluster.url,
    rate: 20,
    request: (n) => {
      const edit = editRequest(`/p/moved-${n % 20}`, `edit ${n}`);
      keys.set(n, edit.headers["idempotency-key"]);
      return edit;
    },
    observe: ({ n, status }) => {
      if (status === 200 || status === 201) acknowledged.push(keys.get(n) ?? "");
    },
  });
  let result: LoadResult;
  try {
    await action();
  } finally {
    result = await load.stop();
  }
  return { acknowledged, ...result };
}

describe("a switchover is rejected with its reason, without a failed write, because of", () => {
  /** Runs an `up` that names another primary, under edits. */
  async function expectRejected(
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
      expect(await isReplica("content-db-1")).toBe("f");
    } finally {
      undo();
    }
  }

  test("a long transaction", async () => {
    const long = sql("content-db-1", "SELECT pg_sleep(300)").catch(() => undefined);
    try {
      // A shorter one does not block a switchover.
      await eventually(async () => expect(await runningFor("SELECT pg_sleep")).toBeGreaterThan(10), 30_000);
      await expectRejected(
        /content-db-2 cannot take over from content-db-1: a transaction of postgres \(psql\) has been open for \d+ s, longer than longestTransaction \(10 s\)/,
      );
      expect(await isReplica("content-db-2")).toBe("t");
    } finally {
      await sql(
        "content-db-1",
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()`,
      );
      await long;
    }
  });

  test("a lagging replica", async () => {
    const receiver = await sql("content-db-2", "SELECT pid FROM pg_stat_wal_receiver");
    expect(receiver).toMatch(/^\d+$/);
    await inTask("content-db-2", "bash", "-c", `kill -STOP ${receiver}`);
    try {
      await sql(
        "content-db-1",
        "SELECT count(pg_logical_emit_message(false, 'test', repeat('x', 1000000))) FROM generate_series(1, 40)",
      );
      await eventually(async () => expect((await member("content-db-2"))?.["Lag in MB"]).toBeGreaterThan(16), 60_000);
      await expectRejected(
        /content-db-2 cannot take over from content-db-1: it is \d+ bytes behind, more than maxLag \(16777216\)/,
      );
    } finally {
      await inTask("content-db-2", "bash", "-c", `kill -CONT ${receiver}`);
    }
    await eventually(async () => expect((await member("content-db-2"))?.["Lag in MB"]).toBe(0), 60_000);
  });

  test("a stopped member", async () => {
    const began = Date.now();
    const rejected = expectRejected(
      /content-db-2 cannot take over from content-db-1: it (is stopped, not streaming|has left the cluster)/,
    );
    try {
      await scale("content-db-2", 0);
      await rejected;
      // The reconciler of the previous declaration converges without the stopped member, so the rollback ends as well.
      expect(Date.now() - began).toBeLessThan(120_000);
      expect(await updateSince(began, "content-reconciler")).toBe("rollback_completed");
    } finally {
      await scale("content-db-2", 1);
    }
    await eventually(async () => expect((await member("content-db-2"))?.State).toBe("streaming"), 120_000);
  });

  test("an undeclared machine", () =>
    expectRejected(
      /databases\.content\.primary names the machine db-7, which is not declared; declare it or use another machine\./,
      ['content: {\n      primary: "db-1"', 'content: {\n      primary: "db-7"'],
    ));
});

test("declaring another primary switches over, and back again, without losing an acknowledged edit", async () => {
  const undo = cluster.declare(onFirst, onSecond);
  const there = await editsDuring(async () => void (await cluster.up()));
  expect(await isReplica("content-db-2")).toBe("f");
  expect(await isReplica("content-db-1")).toBe("t");

  undo();
  const back = await editsDuring(async () => void (await cluster.up()));
  expect(await isReplica("content-db-1")).toBe("f");
  expect(await isReplica("content-db-2")).toBe("t");

  for (const [way, { failures, sent }] of Object.entries({ there, back }))
    console.log(`switchover ${way}: ${failures.length} of ${sent} edits failed`);
  const stored = new Set((await sql("content-db-1", "SELECT key FROM pages_edit")).split("\n"));
  const acknowledged = [...there.acknowledged, ...back.acknowledged];
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(acknowledged.filter((key) => !stored.has(key))).toEqual([]);
});
