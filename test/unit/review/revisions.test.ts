import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Reading, readRevision } from "../../../review/snapshot/read";
import { copyTo, project, whole } from "../../../testing/reviewRepository";

const production = "stacks/production.ts";
const first = "export default {";

/** What is wrong with a stack file, and every reason that a reader of the review gets. */
const wrong: readonly (readonly [string, string, (text: string) => string, readonly string[]])[] = [
  [
    "a syntax error",
    "syntax",
    (text) => text.replace("machines: {", "machines: ["),
    ['stacks/syntax.ts:8:10: Expected "]" but found ":"'],
  ],
  [
    "something that it throws",
    "throws",
    (text) => text.replace(first, `throw new TypeError("no such disk");\n${first}`),
    ["stacks/throws.ts:5:7: TypeError: no such disk"],
  ],
  [
    "an import of what is not there",
    "imports",
    (text) => `import "../components/databases/disks";\n${text}`,
    ["stacks/imports.ts: there is no module ../components/databases/disks"],
  ],
  [
    "problems in its declaration",
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
  copyTo(folder, whole);
  change(folder, (file) => readFileSync(join(folder, file), "utf8"));
  return folder;
}

const read = (change: Parameters<typeof copy>[0]) => readRevision(copy(change), project);

let stacks: Reading, ends: Reading, planner: Reading, older: Reading;
beforeAll(async () => {
  // Side by side: each is a process of its own.
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

test.each(wrong)("a stack with %s is told so without a stack trace", (_what, stack, _edit, problems) => {
  expect("stacks" in stacks && stacks.stacks.find((one) => one.stack === stack)).toEqual({ stack, problems });
});

test("a stack that is wrong keeps no other from being planned", () => {
  expect("stacks" in stacks && stacks.stacks.find(({ stack }) => stack === "dev")).toMatchObject({
    figures: { tiers: [{ name: "evented" }, { name: "apache" }] },
  });
});

test("a stack file that ends the process is a problem of the revision", () => {
  expect(ends).toEqual({ problems: ["It does not plan: its reader ended with exit code 3."], byItself: true });
});

test("a planner that does not compile is a problem of the revision", () => {
  expect(planner).toEqual({
    problems: [expect.stringMatching(/^components\/cachePool\/plan\.ts:\d+:\d+: Expected "\]" but found ":"$/)],
    byItself: true,
  });
});

test("a revision from before there was a review is planned by the reviewer's code", () => {
  expect(older).toMatchObject({
    byItself: false,
    stacks: [{ stack: "dev" }, { stack: "production", figures: { tiers: [{ name: "apache", instances: 16 }] } }],
  });
});
