import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { benchmarks } from "../../../cli/benchmarks";
import { findCommand } from "../../../cli/commandFiles";
import { commandsOf, documents, root, wordsOf } from "./documents";

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** Why the command line of a script is refused; nothing where it is accepted. */
function refusal(script: string, args: readonly string[]): string | undefined {
  const command = findCommand(script);
  // A name without arguments stands for the command, not for a command line.
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
  // A name that stands for any.
  if (script.startsWith("<")) return [];
  const dashes = args.length === 0 || args[0] === "--";
  return [{ script, args: args[0] === "--" ? args.slice(1) : args, dashes, at }];
});

test("the documents have commands", () => expect(npm.length).toBeGreaterThan(60));

test.each(npm)("$at: npm run $script $args", ({ script, args, dashes }) => {
  expect(Object.keys(scripts)).toContain(script);
  // Without the dashes npm itself would take the options.
  expect(dashes).toBe(true);
  expect(refusal(script, args)).toBeUndefined();
});

test("every benchmark that is named is there", () => {
  const named = npm.filter(({ script, args }) => script === "bench" && args[0] !== "NAME").map(({ args }) => args[0]);
  expect([...new Set(named)].sort()).toEqual([...benchmarks()].sort());
});

/** Scripts that no test and no workflow runs by their name, and why. */
const notRun: Readonly<Record<string, string>> = {
  bench: "takes minutes of a quiet machine",
  check: "a part of npm test",
  forget: "the former name of purge",
  "test:unit": "a part of npm test",
  "test:standins": "a part of npm test",
  "test:cluster": "a part of npm test",
};

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /(\.ts|\.yml|^run|^review)$/.test(path))
    .map((path) => readFileSync(join(root, folder, path), "utf8"));

test("every script that the documents name is run by a cluster test or by a workflow", () => {
  const texts = ["test/cluster", ".ci", ".github/workflows"].flatMap(filesBelow);
  const isRun = (script: string) => {
    const called = new RegExp(`(run\\(|"--silent", )"${script}"|npm (run )?(--silent )?${script}(\\s|$)`, "m");
    return texts.some((text) => called.test(text) || (script === "up" && text.includes(".up()")));
  };
  const named = [...new Set(npm.map(({ script }) => script))];
  expect(named.filter((script) => !isRun(script) && notRun[script] === undefined)).toEqual([]);
});

test("every other program of a command is there, or is not ours", () => {
  for (const { text, at } of all) {
    const [program = "", second = ""] = wordsOf(text);
    if (program === "npm") continue;
    const file = program === "npx" ? join("node_modules/.bin", second) : program;
    if (file.includes("/")) expect({ at, there: existsSync(join(root, file)) }).toEqual({ at, there: true });
    else expect({ at, program }).toEqual({ at, program: expect.stringMatching(/^(cp|curl|docker|pulumi|rm)$/) });
  }
});
