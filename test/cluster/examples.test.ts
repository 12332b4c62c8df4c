import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../testing/checkers/eventually";
import { startLoad } from "../../testing/load/openLoop";
import { cluster } from "./support/cluster";
import { sqlOn } from "./support/engine";
import { get, post } from "./support/requests";

jest.setTimeout(900_000);

const application = join(cluster.folder, "images/app");
const saved = join(cluster.folder, "images-app-saved");

let undo = () => {};

/** Replaces `images/app` as `docs/your-application.md` describes. */
function replaceApplication(): void {
  cpSync(application, saved, { recursive: true });
  rmSync(application, { recursive: true });
  cpSync(join(cluster.folder, "examples/tiny-application/app"), application, { recursive: true });
  // It has no outbox.
  undo = cluster.declare('requestTimeout: "9 s" }', 'requestTimeout: "9 s", outbox: { relays: 0 } }');
}

/** The tiny application has paths of its own. */
let undoRoutes = () => {};

afterAll(async () => {
  undoRoutes();
  rmSync(application, { recursive: true });
  cpSync(saved, application, { recursive: true });
  rmSync(saved, { recursive: true });
  undo();
  await cluster.up();
  await sqlOn("content-db-1", "DROP TABLE IF EXISTS notes", "content");
  expect((await get("/p/home")).status).toBe(200);
});

test("the tiny application replaces the default one without a failed request; tiers and worker serve it", async () => {
  replaceApplication();
  undoRoutes = cluster.declare("loadBalancer: { ", 'loadBalancer: { routes: ["/"], ');
  // A page of the default application, which the tiny one answers 404.
  const load = startLoad({ url: cluster.url, rate: 10, request: () => ({ path: "/p/home" }) });
  const { output } = await cluster.up();
  const { failures } = await load.stop();
  expect(output).toMatch(/^Image app +built and pushed/m);
  expect(failures).toEqual([]);

  const added = await post("/notes", { text: "three short words" });
  expect(added.status).toBe(201);
  const { id } = (await added.json()) as { id: string };
  const tiers = new Set<string>();
  await eventually(async () => {
    const response = await get("/");
    tiers.add((response.headers.get("x-served-by") ?? "").replace(/-\d+$/, ""));
    expect(await response.json()).toContainEqual({ id, text: "three short words", words: 3 });
    expect([...tiers].sort()).toEqual(["apache", "evented"]);
  });

  expect((await post("/notes", { text: "" })).status).toBe(400);
  expect((await get("/p/home")).status).toBe(404);
  const status = await cluster.run("status");
  expect(status).toMatchObject({ code: 0, output: expect.stringMatching(/^workers-1 .*\bavailable$/m) });
  expect(status.output).not.toContain("NO ANSWER");
});
