import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import { allCommands, findCommand, overview } from "../../../cli/commandFiles";

const root = join(__dirname, "../../..");
const commands = allCommands();

test("package.json has one script for each command and alias", () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const names = commands.flatMap(({ name, alias }) => [name, ...(alias === undefined ? [] : [alias])]);
  expect(scripts).toEqual(Object.fromEntries(names.map((name) => [name, `node setup/start.js ${name}`])));
});

test("each command is found by its name, and by its alias", () => {
  for (const command of commands) expect(findCommand(command.name)).toBe(command);
  expect(findCommand("forget")).toBe(findCommand("purge"));
  expect(findCommand("forget")?.name).toBe("purge");
});

test.each(["", "nope", "reviewComment", "../main", "Up"])("there is no command %j", (name) =>
  expect(findCommand(name)).toBeUndefined(),
);

test("each command has help with its summary", () => {
  for (const { name, summary, helpText } of commands) {
    const text = helpText().replace(/\s+/g, " ");
    expect(text).toMatch(new RegExp(`^Usage: npm run ${name} -- `));
    expect(text).toContain(summary);
  }
});

test("the overview has one line for each command", () => {
  expect(overview(commands).split("\n")).toHaveLength(commands.length);
});

test("help loads no module that a command needs to run", () => {
  const script = `
    require("tsx/cjs");
    require("./cli/commandFiles.ts").allCommands().map((command) => command.helpText());
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout } = spawnSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  const loaded = z.array(z.string()).parse(JSON.parse(stdout));
  const files = loaded.map((path) => relative(root, path)).filter((path) => path.endsWith(".ts"));
  const allowed =
    /^(cli\/(commands\/\w+|command|commandFiles|commonOptions|benchmarks|usageError)|lib\/(table|paths))\.ts$/;
  expect(files.length).toBeGreaterThan(commands.length);
  expect(files.filter((path) => !allowed.test(path))).toEqual([]);
  expect(
    loaded.filter((path) => /node_modules\/(?!commander|tsx|esbuild|get-tsconfig|resolve-pkg-maps)/.test(path)),
  ).toEqual([]);
});
