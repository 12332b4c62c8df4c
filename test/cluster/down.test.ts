import { randomUUID } from "node:crypto";
import { eventually } from "../../testing/checkers/eventually";
import { cluster } from "./support/cluster";
import { containers, sqlOn } from "./support/engine";
import { get, post } from "./support/requests";

jest.setTimeout(600_000);

const edits = () => sqlOn("content-db-1", "SELECT count(*) FROM pages_edit", "content").then(Number);
const views = () => sqlOn("views-db-2", "SELECT count(*) FROM views_pageview", "views").then(Number);

test("all rows survive `npm run down` and `npm run up`", async () => {
  const page = `/p/down-${randomUUID().slice(0, 8)}`;
  expect((await post(page, { body: "written before down" })).status).toBe(201);
  await eventually(async () => expect(await (await get(page)).text()).toContain("written before down"));
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
  await eventually(async () => expect(await (await get(page)).text()).toContain("written before down"));
});
