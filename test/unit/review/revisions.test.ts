import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Reading, readRevision } from "../../../review/snapshot/read";
import { allFiles, copyTo, project } from "../../../testing/reviewRepository";

const production = "stacks/production.ts";
const first = "export default {";

/** An error of a stack file, and the problems in the report. */
const wrong: readonly (readonly [string, string, (text: string) => string, readonly string[]])[] = [
  [
    "a syntax error",
    "syntax",
    (text) => text.replace("machines: {", "machines: ["),
    ['stacks/syntax.ts:8:10: Expected "]" but found ":"'],
  ],
  [
    "a statement that throws",
    "throws",
    (text) => text.replace(first, `throw new TypeError("no such disk");\n${first}`),
    ["stacks/throws.ts:5:7: TypeError: no such disk"],
  ],
  [
    "an import of a missing module",
    "imports",
    (text) => `import "../components/databases/disks";\n${text}`,
    ["stacks/imports.ts: cannot find module ../components/databases/disks"],
  ],
  [
    "an invalid declaration",
    "declares",
    (text) =>
      text.replace("instances: 6,", "instances: 0,").replace("weights: { apache: 1 }", "weights: { apahce: 1 }"),
    [
      "workers.instances is 0; use a whole number from 1 to 64.",
      "loadBalancer.weights.apache is missing; give the tier web.apache its share of the requests.",
      "loadBalancer.weights.apahce names no tier; declare web.apahce or remove the weight.",
    ],
  ],
];

const folders: string[] = [];

/** A copy of the project, with changes. */
function copy(change: (folder: string, text: (file: string) => string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "apture-revision-"));
  folders.push(folder);
  copyTo(folder, allFiles);
  change(folder, (file) => readFileSync(join(folder, file), "utf8"));
  return folder;
}

const read = (change: Parameters<typeof copy>[0]) => readRevision(copy(change), project);

let stacks: Reading, ends: Reading, planner: Reading, older: Reading;
beforeAll(async () => {
  // Concurrently: each is a process of its own.
  [stacks, ends, planner, older] = await Promise.all([
    read((folder, text) => {
      for (const [, name, edit] of wrong) {
        writeFileSync(join(folder, "stacks", `${name}.ts`), edit(text(production)));
        writeFileSync(join(folder, `Pulumi.${name}.yaml`), "config: {}\n");
      }
    }),
    read((folder, text) => writeFileSync(join(folder, production), `process.exit(3);\n${text(production)}`)),
    read((folder, text) =>
      writeFileSync(
        join(folder, "components/cachePool/plan.ts"),
        text("components/cachePool/plan.ts").replace("configs: [],", "configs: [,"),
      ),
    ),
    read((folder) => rmSync(join(folder, "review"), { recursive: true })),
  ]);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test.each(wrong)("reports %s without a stack trace", (_what, stack, _edit, problems) => {
  expect("stacks" in stacks && stacks.stacks.find((one) => one.stack === stack)).toEqual({ stack, problems });
});

test("plans the other stacks if one is invalid", () => {
  expect("stacks" in stacks && stacks.stacks.find(({ stack }) => stack === "dev")).toMatchObject({
    metrics: { tiers: [{ name: "evented" }, { name: "apache" }] },
  });
});

test("reports a stack file that ends the process", () => {
  expect(ends).toEqual({ problems: ["It does not plan: the process ended with exit code 3."], plannedByItself: true });
});

test("reports a planner that does not compile", () => {
  expect(planner).toEqual({
    problems: [expect.stringMatching(/^components\/cachePool\/plan\.ts:\d+:\d+: Expected "\]" but found ":"$/)],
    plannedByItself: true,
  });
});

test("plans a revision without a review with the reviewer's code", () => {
  expect(older).toMatchObject({
    plannedByItself: false,
    stacks: [{ stack: "dev" }, { stack: "production", metrics: { tiers: [{ name: "apache", instances: 16 }] } }],
  });
});
