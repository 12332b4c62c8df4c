import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { benchmarks } from "../../../cli/benchmarks";
import { findCommand } from "../../../cli/commandFiles";
import { commandsOf, documents, root, wordsOf } from "./documents";

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** Returns the usage error of a script's arguments, or undefined if they are valid. */
function usageError(script: string, args: readonly string[]): string | undefined {
  const command = findCommand(script);
  // Without arguments, the text names a command rather than showing a command line.
  if (args.length === 0) return undefined;
  if (command === undefined) return `${script} takes no options`;
  try {
    command.parse(args);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const all = documents.flatMap(commandsOf);
const npm = all.flatMap(({ text, at }) => {
  const [program, ...words] = wordsOf(text);
  if (program !== "npm" || words[0] === "ci") return [];
  const [script = "", ...args] = words[0] === "run" ? words.slice(1) : words;
  // A placeholder: `npm run <command>`.
  if (script.startsWith("<")) return [];
  const dashes = args.length === 0 || args[0] === "--";
  return [{ script, args: args[0] === "--" ? args.slice(1) : args, dashes, at }];
});

test("the documents contain commands", () => expect(npm.length).toBeGreaterThan(60));

test.each(npm)("$at: npm run $script $args is a valid command", ({ script, args, dashes }) => {
  expect(Object.keys(scripts)).toContain(script);
  // Without `--`, npm itself would read the options.
  expect(dashes).toBe(true);
  expect(usageError(script, args)).toBeUndefined();
});

test("the documents name exactly the benchmarks that exist", () => {
  const named = npm.filter(({ script, args }) => script === "bench" && args[0] !== "NAME").map(({ args }) => args[0]);
  expect([...new Set(named)].sort()).toEqual([...benchmarks()].sort());
});

/** Scripts that no test and no workflow runs by name, with the reason. */
const notRun: Readonly<Record<string, string>> = {
  bench: "takes minutes on an idle machine",
  docs: "writes docs/reference.md, which a unit test compares",
  check: "a part of npm test",
  forget: "the former name of purge",
  "test:unit": "a part of npm test",
  "test:standins": "a part of npm test",
  "test:cluster": "a part of npm test",
};

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /(\.ts|\.yml|^run|^review)$/.test(path))
    .map((path) => readFileSync(join(root, folder, path), "utf8"));

test("a cluster test or a workflow runs every script that the documents name", () => {
  const texts = ["test/cluster", ".ci", ".github/workflows"].flatMap(filesIn);
  const isRun = (script: string) => {
    const called = new RegExp(`(run\\(|"--silent", )"${script}"|npm (run )?(--silent )?${script}(\\s|$)`, "m");
    return texts.some((text) => called.test(text) || (script === "up" && text.includes(".up()")));
  };
  const named = [...new Set(npm.map(({ script }) => script))];
  expect(named.filter((script) => !isRun(script) && notRun[script] === undefined)).toEqual([]);
});

/** Programs of commands in the documents that are neither npm scripts nor files of this project. */
const external = ["cp", "curl", "docker", "pulumi", "rm"];

test("every other command in the documents starts a file of this project, a package's program or a known tool", () => {
  const unknown = all.filter(({ text }) => {
    const [program = "", second = ""] = wordsOf(text);
    if (program === "npm") return false;
    const file = program === "npx" ? join("node_modules/.bin", second) : program;
    return file.includes("/") ? !existsSync(join(root, file)) : !external.includes(file);
  });
  expect(unknown).toEqual([]);
});
