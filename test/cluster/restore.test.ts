import { eventually } from "../../testing/eventually";
import { run } from "../../testing/run";
import { cluster } from "./support/cluster";
import { inTask } from "./support/engine";

jest.setTimeout(600_000);

const sql = async (database: string, statement: string) =>
  (await inTask(`${database}-db-1`, "psql", "-h", "/run/postgresql", "-d", database, "-Atc", statement)).trim();
const pages = (database: string) => sql(database, "SELECT slug || ' ' || body FROM pages_page ORDER BY slug");

/** What `npm run status` says of a database's backups. */
async function backupsOf(database: string): Promise<{ lastFull?: number; archivedAt?: number }> {
  const { output } = await cluster.run("status", "--json");
  const { backups = [] }: { backups?: { database: string; lastFull?: number; archivedAt?: number }[] } =
    JSON.parse(output);
  return backups.find((one) => one.database === database) ?? {};
}

test("a database as it was a second before everything in it was deleted, beside the old one", async () => {
  await eventually(
    async () =>
      expect(await backupsOf("content")).toMatchObject({
        lastFull: expect.any(Number),
        archivedAt: expect.any(Number),
      }),
    120_000,
  );
  for (const page of ["restored-1", "restored-2"]) {
    const edit = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ body: `before, on ${page}` }),
    };
    expect((await fetch(`${cluster.url}/p/${page}`, edit)).ok).toBe(true);
  }
  const before = await pages("content");
  expect(before).toMatch(/^restored-1 before, on restored-1$/m);

  // A second passes, and then all is gone.
  const moment = await sql(
    "content",
    "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') FROM pg_sleep(0)",
  );
  await sql("content", "SELECT pg_sleep(1)");
  await sql("content", "DELETE FROM pages_edit; DELETE FROM pages_page");
  const old = await sql(
    "content",
    "SELECT system_identifier || ' ' || timeline_id FROM pg_control_system(), pg_control_checkpoint()",
  );

  const undo = (
    (declared) => () =>
      cluster.write(cluster.declaration, declared)
  )(cluster.read(cluster.declaration));
  try {
    const { code, output, seconds } = await cluster.run("restore", "content", "--to", moment, "--as", "restored");
    console.log(`The restore took ${seconds.toFixed(0)} s.`);
    expect(output).toContain(`restored is content as of ${moment.replace(/\.000$/, "")} UTC. content was not changed.`);
    expect(code).toBe(0);

    expect(await pages("restored")).toBe(before);
    expect(await sql("restored", "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).toBe(
      "restored_owner",
    );
    expect(await pages("content")).toBe("");
    expect(
      await sql(
        "content",
        "SELECT system_identifier || ' ' || timeline_id FROM pg_control_system(), pg_control_checkpoint()",
      ),
    ).toBe(old);

    // As the command says: the rows go back to where they were.
    const [takeBack = ""] = /^ {2}docker exec .*-t TABLE.*$/m.exec(output) ?? [];
    for (const table of ["pages_page", "pages_edit"]) {
      expect(
        await run("bash", ["-o", "pipefail", "-c", takeBack.replace("TABLE", table)], { cwd: cluster.folder }),
      ).toMatchObject({ code: 0 });
    }
    expect(await pages("content")).toBe(before);
  } finally {
    undo();
    await cluster.up();
    await cluster.run("purge", "restored", "--yes");
  }
});

test("a restore to a time before the oldest backup is refused, with the time from which on there is one", async () => {
  const { code, output } = await cluster.run("restore", "content", "--to", "2020-01-01 00:00", "--as", "too-old");
  expect(code).toBe(1);
  expect(output).toMatch(
    /content can be restored to \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC or later; 2020-01-01 00:00:00 UTC is before its oldest backup\./,
  );
  expect(cluster.read(cluster.declaration)).not.toContain("too-old");
});
