import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../../../testing/run";

const root = resolve(__dirname, "../../..");
let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "script-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `.ci/review` with an npm that prints its arguments and exits with a given code. */
function script(args: readonly string[], code: number) {
  const npm = join(folder, "npm");
  writeFileSync(npm, `#!/bin/sh\necho "npm $*"\nexit ${code}\n`);
  chmodSync(npm, 0o755);
  return run(join(root, ".ci/review"), args, {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}:${process.env["PATH"]}` },
  });
}

test.each([
  [["origin/main"], 0, "npm run --silent review -- origin/main...HEAD --format markdown\n"],
  [["origin/main", "abc"], 1, "npm run --silent review -- origin/main...abc --format markdown\n"],
])("%j reviews that range and passes on exit code %i", async (args, code, output) => {
  expect(await script(args, code)).toMatchObject({ code, output });
});

test("prints its usage without a base", async () => {
  const { code, output } = await script([], 0);
  expect(code).toBe(1);
  expect(output).toMatch(/usage: \.ci\/review BASE \[COMMIT\]\n$/);
});

test("a review loads Octokit only to send a comment, and jsdiff only for changed files", async () => {
  const count = `console.log(Object.keys(require.cache).filter((path) => /node_modules.(@octokit|diff)./.test(path)).length);`;
  const program = [
    `for (const module of ["index", "render/text", "render/markdown", "render/json", "github/index"]) ` +
      `require("./review/" + module);`,
    count,
    `require("./review/github/client");`,
    count,
  ].join("\n");
  const { output } = await run(process.execPath, ["--require", "tsx/cjs", "--eval", program], { cwd: root });
  const [before, after] = output.trim().split("\n").map(Number);
  expect(before).toBe(0);
  expect(after).toBeGreaterThan(0);
});
