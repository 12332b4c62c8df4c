import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DeclarationError } from "../../../components/declaration/problems";
import { sitePolicies } from "../../../policies/sitePolicies";
import { planDeclaration } from "../../../stacks/plan";
import { edited } from "../../../testing/fixtures/declarationEdits";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "policies-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const policy = (name: string, rest = 'level: "mandatory", check: () => []') =>
  `export default { name: "${name}", ${rest} };`;

/** The problems of a declaration under these policies, or of the policies. The folder is shown as `policies`. */
function problems(): readonly string[] {
  try {
    planDeclaration(edited({}), { policies: sitePolicies(folder) });
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    return error.problems.map((problem) => problem.replaceAll(basename(folder), "policies"));
  }
}

test("loads every .ts file of the folder in order of name, except tests and backups of editors", () => {
  write("b.ts", policy("second"));
  write("a.ts", policy("first", 'level: "advisory", only: "production", check: () => []'));
  write("a.test.ts", "throw new Error('a test is not loaded');");
  write("README.md", "Our own rules.");
  write("a.ts~", "throw new Error('a backup is not loaded');");
  write(".#a.ts", "throw new Error('a lock is not loaded');");
  expect(sitePolicies(folder).map(({ name, level, only }) => ({ name, level, only }))).toEqual([
    { name: "first", level: "advisory", only: "production" },
    { name: "second", level: "mandatory", only: undefined },
  ]);
});

test("a site may have no policies", () => expect(sitePolicies(join(folder, "none"))).toEqual([]));

test("a violation of a site policy is reported and waived like any other", () => {
  write(
    "own.ts",
    policy(
      "own",
      'level: "mandatory", check: ({ declared }) => ["cache.instances is " + declared.cache.instances + "; use 3."]',
    ),
  );
  expect(problems()).toEqual(["cache.instances is 2; use 3. (policy own)"]);
  const waivers = { own: { reason: "The rack is full.", until: "2027-01-31" } };
  expect(
    planDeclaration(edited({ waivers }), { policies: sitePolicies(folder), today: "2027-01-31" }).waived,
  ).toHaveLength(1);
});

/** The fault, the text of the file, and the exact problem. */
test.each<[string, string, string]>([
  [
    "no export",
    "const policy = {};",
    'policies/own.ts exports no policy; write "export default { name, level, check } satisfies Policy".',
  ],
  [
    "a named export",
    'export const policy = { name: "own" };',
    'policies/own.ts exports no policy; write "export default { name, level, check } satisfies Policy".',
  ],
  [
    "a function alone",
    "export default () => [];",
    'policies/own.ts exports no policy; write "export default { name, level, check } satisfies Policy".',
  ],
  [
    "no name",
    'export default { level: "mandatory", check: () => [] };',
    "policies/own.ts: name is missing; use 1 to 40 lower-case letters, digits and hyphens that begin with a letter.",
  ],
  [
    "an unknown level",
    policy("own", 'level: "strict", check: () => []'),
    'policies/own.ts: level is "strict"; use "mandatory" or "advisory".',
  ],
  [
    "an unknown environment",
    policy("own", 'level: "mandatory", only: "staging", check: () => []'),
    'policies/own.ts: only is "staging"; use "production" or "development".',
  ],
  [
    "no check",
    policy("own", 'level: "mandatory"'),
    "policies/own.ts: check is not a function; use ({ declared, plan, services }) => [], which returns one text for each violation.",
  ],
  [
    "a typo",
    policy("own", 'level: "mandatory", chekc: () => [], check: () => []'),
    "policies/own.ts: chekc is not a setting; did you mean check?",
  ],
  [
    "the name of another policy",
    policy("write-budget"),
    'policies/own.ts: name "write-budget" belongs to another policy; use another name.',
  ],
  [
    "the earlier name of another policy",
    policy("confirms"),
    'policies/own.ts: name "confirms" belongs to another policy; use another name.',
  ],
  [
    "a module that throws",
    'throw new Error("no such rack\\nsecond line");',
    "policies/own.ts does not load: Error: no such rack",
  ],
  [
    "a check that throws",
    policy("own", 'level: "advisory", check: ({ declared }) => declared.racks.length'),
    "policies/own.ts: check throws TypeError: Cannot read properties of undefined (reading 'length'); fix the policy.",
  ],
  [
    "a check that returns one text",
    policy("own", 'level: "mandatory", check: () => "Too few."'),
    'policies/own.ts: check returns "Too few."; return a list with one text for each violation.',
  ],
  [
    "a check that returns nothing",
    policy("own", 'level: "mandatory", check: () => {}'),
    "policies/own.ts: check returns undefined; return a list with one text for each violation.",
  ],
])("rejects a file with %s", (_what, text, problem) => {
  write("own.ts", text);
  expect(problems()).toEqual([problem]);
});

test("reports the problems of several files together", () => {
  write("a.ts", "export const nothing = 1;");
  write("b.ts", policy("same"));
  write("c.ts", policy("same"));
  expect(problems()).toEqual([
    'policies/a.ts exports no policy; write "export default { name, level, check } satisfies Policy".',
    'policies/c.ts: name "same" belongs to another policy; use another name.',
  ]);
});
