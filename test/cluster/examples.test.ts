import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../testing/eventually";
import { startLoad } from "../../testing/load";
import { cluster } from "./support/cluster";
import { inTask } from "./support/engine";

jest.setTimeout(900_000);

const ours = join(cluster.folder, "images/app");
const saved = join(cluster.folder, "images-app-saved");

let undo = () => {};

/** Replaces `images/app`, as `docs/your-application.md` tells. */
function replaceApplication(): void {
  cpSync(ours, saved, { recursive: true });
  rmSync(ours, { recursive: true });
  cpSync(join(cluster.folder, "examples/tiny-application/app"), ours, { recursive: true });
  // It has no outbox.
  undo = cluster.declare('requestTimeout: "9 s" }', 'requestTimeout: "9 s", outbox: { relays: 0 } }');
}

afterAll(async () => {
  rmSync(ours, { recursive: true });
  cpSync(saved, ours, { recursive: true });
  rmSync(saved, { recursive: true });
  undo();
  await cluster.up();
  const psql = ["psql", "-h", "/run/postgresql", "-d", "content"];
  await inTask("content-db-1", ...psql, "-qc", "DROP TABLE IF EXISTS notes");
  expect((await fetch(`${cluster.url}/p/home`)).status).toBe(200);
});

const headers = { "content-type": "application/json" };
const post = (path: string, body: unknown) =>
  fetch(`${cluster.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });

test("the tiny application replaces ours without a failed request, and tiers and worker serve it", async () => {
  replaceApplication();
  const load = startLoad({ url: cluster.url, rate: 10, request: () => ({ path: "/healthz" }) });
  const { output } = await cluster.up();
  const { failures } = await load.stop();
  expect(output).toMatch(/^Image app +built and pushed/m);
  expect(failures).toEqual([]);

  const added = await post("/notes", { text: "three short words" });
  expect(added.status).toBe(201);
  const { id } = (await added.json()) as { id: string };
  const tiers = new Set<string>();
  await eventually(async () => {
    const response = await fetch(`${cluster.url}/`);
    tiers.add((response.headers.get("x-served-by") ?? "").replace(/-\d+$/, ""));
    expect(await response.json()).toContainEqual({ id, text: "three short words", words: 3 });
    expect([...tiers].sort()).toEqual(["apache", "evented"]);
  });

  expect((await post("/notes", { text: "" })).status).toBe(400);
  expect((await fetch(`${cluster.url}/p/home`)).status).toBe(404);
  const status = await cluster.run("status");
  expect(status).toMatchObject({ code: 0, output: expect.stringMatching(/^workers-1 /m) });
  expect(status.output).not.toContain("NO ANSWER");
});
