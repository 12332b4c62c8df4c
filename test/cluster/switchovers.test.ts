import { randomUUID } from "node:crypto";
import { type LoadResult, startLoad } from "../support/load";
import { cluster } from "./support/cluster";
import { inTask } from "./support/engine";

jest.setTimeout(600_000);

const onFirst = 'content: { primary: "db-1", replicas: ["db-2"]';
const onSecond = 'content: { primary: "db-2", replicas: ["db-1"]';

const sql = async (member: string, statement: string) => (await inTask(member, "psql", "-h", "/run/postgresql", "-d", "content", "-Atc", statement)).trim();
const follows = (member: string) => sql(member, "SELECT pg_is_in_recovery()");

/** Edits while something is done: the keys of those that were acknowledged, and how many were sent. */
async function editsDuring(act: () => Promise<void>): Promise<LoadResult & { acknowledged: string[] }> {
  const keys = new Map<number, string>();
  const acknowledged: string[] = [];
  const load = startLoad({
    url: cluster.url,
    rate: 20,
    request: (n) => {
      const key = randomUUID();
      keys.set(n, key);
      return { method: "POST", path: `/p/moved-${n % 20}`, headers: { "content-type": "application/json", "idempotency-key": key }, body: JSON.stringify({ body: key }) };
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

test("a switchover that would cut a transaction off is refused with the reason; nothing changes, and writes go on", async () => {
  const undo = cluster.declare(onFirst, onSecond);
  const long = inTask("content-db-1", "psql", "-h", "/run/postgresql", "-d", "content", "-c", "SELECT pg_sleep(300)").catch(() => undefined);
  try {
    const { failures } = await editsDuring(async () => {
      const { code, output } = await cluster.run("up");
      expect(code).toBe(1);
      expect(output).toMatch(
        /content-db-1 leads, content-db-2 is declared to, but a transaction of postgres \(psql\) has been open for \d+ s, longer than 10 s \(longestTransaction\)/,
      );
    });
    expect(failures).toEqual([]);
    expect(await follows("content-db-1")).toBe("f");
    expect(await follows("content-db-2")).toBe("t");
  } finally {
    undo();
    await sql("content-db-1", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()");
    await long;
  }
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

  console.log(`${there.failures.length} of ${there.sent} edits failed on the way there, ${back.failures.length} of ${back.sent} on the way back`);
  const kept = new Set((await sql("content-db-1", "SELECT key FROM pages_edit")).split("\n"));
  const acknowledged = [...there.acknowledged, ...back.acknowledged];
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(acknowledged.filter((key) => !kept.has(key))).toEqual([]);
});
