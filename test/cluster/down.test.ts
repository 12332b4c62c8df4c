import { randomUUID } from "node:crypto";
import { eventually } from "../../testing/eventually";
import { cluster } from "./support/cluster";
import { containers, inTask } from "./support/engine";

jest.setTimeout(600_000);

const rows = async (member: string, database: string, table: string) =>
  Number(
    await inTask(member, "psql", "-h", "/run/postgresql", "-d", database, "-Atc", `SELECT count(*) FROM ${table}`),
  );
const edits = () => rows("content-db-1", "content", "pages_edit");
const views = () => rows("views-db-2", "views", "views_pageview");

test("`npm run down` and `npm run up`: every row is still there", async () => {
  const slug = `kept-${randomUUID().slice(0, 8)}`;
  const page = () => fetch(`${cluster.url}/p/${slug}`);
  const edit = await fetch(`${cluster.url}/p/${slug}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ body: "written before" }),
  });
  expect(edit.ok).toBe(true);
  await eventually(async () => expect(await (await page()).text()).toContain("written before"));
  const before = { edits: await edits(), views: await views() };
  expect(before.edits).toBeGreaterThan(0);

  const { code, output } = await cluster.run("down", "--yes");
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/The data is retained in \d+ volumes on this engine:/),
  });
  expect(await containers()).toEqual([]);
  await cluster.up();

  expect(await edits()).toBe(before.edits);
  expect(await views()).toBeGreaterThanOrEqual(before.views);
  await eventually(async () => expect(await (await page()).text()).toContain("written before"));
});
