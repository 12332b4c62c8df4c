import { eventually } from "../../testing/checkers/eventually";
import { run } from "../../testing/run";
import { cluster } from "./support/cluster";
import { sqlOn } from "./support/engine";
import { post } from "./support/requests";

jest.setTimeout(600_000);

const sql = (database: string, statement: string) => sqlOn(`${database}-db-1`, statement, database);
const pages = (database: string) => sql(database, "SELECT slug || ' ' || body FROM pages_page ORDER BY slug");
const identity = (database: string) =>
  sql(database, "SELECT system_identifier || ' ' || timeline_id FROM pg_control_system(), pg_control_checkpoint()");

/** Returns what `npm run status` shows of a database's backups. */
async function backupsOf(database: string): Promise<{ lastFull?: number; archivedAt?: number }> {
  const { output } = await cluster.run("status", "--json");
  const { backups = [] }: { backups?: { database: string; lastFull?: number; archivedAt?: number }[] } =
    JSON.parse(output);
  return backups.find((one) => one.database === database) ?? {};
}

test("restores a database as it was a second before its rows were deleted, next to the old one", async () => {
  await eventually(
    async () =>
      expect(await backupsOf("content")).toMatchObject({
        lastFull: expect.any(Number),
        archivedAt: expect.any(Number),
      }),
    120_000,
  );
  for (const page of ["restored-1", "restored-2"]) {
    expect((await post(`/p/${page}`, { body: `before, on ${page}` })).ok).toBe(true);
  }
  const before = await pages("content");
  expect(before).toMatch(/^restored-1 before, on restored-1$/m);

  const timestamp = await sql(
    "content",
    "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') FROM pg_sleep(0)",
  );
  await sql("content", "SELECT pg_sleep(1)");
  await sql("content", "DELETE FROM pages_edit; DELETE FROM pages_page");
  const old = await identity("content");

  const declared = cluster.read(cluster.declaration);
  try {
    const { code, output, seconds } = await cluster.run("restore", "content", "--to", timestamp, "--as", "restored");
    console.log(`The restore took ${seconds.toFixed(0)} s.`);
    expect(output).toContain(
      `restored is content as of ${timestamp.replace(/\.000$/, "")} UTC. content was not changed.`,
    );
    expect(code).toBe(0);

    expect(await pages("restored")).toBe(before);
    expect(await sql("restored", "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).toBe(
      "restored_owner",
    );
    expect(await pages("content")).toBe("");
    expect(await identity("content")).toBe(old);

    // The command that restore prints copies the rows back.
    const [copyBack = ""] = /^ {2}docker exec .*-t TABLE.*$/m.exec(output) ?? [];
    for (const table of ["pages_page", "pages_edit"]) {
      expect(
        await run("bash", ["-o", "pipefail", "-c", copyBack.replace("TABLE", table)], { cwd: cluster.folder }),
      ).toMatchObject({ code: 0 });
    }
    expect(await pages("content")).toBe(before);
  } finally {
    cluster.write(cluster.declaration, declared);
    await cluster.up();
    await cluster.run("purge", "restored", "--yes");
  }
});

test("rejects a restore to a time before the oldest backup, and names the earliest possible time", async () => {
  const { code, output } = await cluster.run("restore", "content", "--to", "2020-01-01 00:00", "--as", "too-old");
  expect(code).toBe(1);
  expect(output).toMatch(
    /content can be restored to \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC or later; 2020-01-01 00:00:00 UTC is before its oldest backup\./,
  );
  expect(cluster.read(cluster.declaration)).not.toContain("too-old");
});
