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

/** What is wrong with a declaration that these policies are for, or with themselves; the folder's name is of no interest. */
function problems(): readonly string[] {
  try {
    planDeclaration(edited({}), { policies: sitePolicies(folder) });
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    return error.problems.map((problem) => problem.replaceAll(basename(folder), "policies"));
  }
}

test("every file of the folder is a policy, by the order of their names; its tests are not", () => {
  write("b.ts", policy("second"));
  write("a.ts", policy("first", 'level: "advisory", only: "production", check: () => []'));
  write("a.test.ts", "throw new Error('a test is not loaded');");
  write("README.md", "Our own rules.");
  expect(sitePolicies(folder).map(({ name, level, only }) => ({ name, level, only }))).toEqual([
    { name: "first", level: "advisory", only: "production" },
    { name: "second", level: "mandatory", only: undefined },
  ]);
});

test("a site need not have any", () => expect(sitePolicies(join(folder, "none"))).toEqual([]));

test("a violation is one like every other, and may be waived", () => {
  write(
    "own.ts",
    policy(
      "own",
      'level: "mandatory", check: ({ declared }) => [`cache.instances is ${declared.cache.instances}; use 3.`]',
    ),
  );
  expect(problems()).toEqual(["cache.instances is 2; use 3. (policy own)"]);
  const waivers = { own: { reason: "The rack is full.", until: "2027-01-31" } };
  expect(
    planDeclaration(edited({ waivers }), { policies: sitePolicies(folder), today: "2027-01-31" }).waived,
  ).toHaveLength(1);
});

/** What is wrong with the file, its text, and what is said. */
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
    "policies/own.ts: name is missing; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.",
  ],
  [
    "a level that is none",
    policy("own", 'level: "strict", check: () => []'),
    'policies/own.ts: level is "strict"; use "mandatory" or "advisory".',
  ],
  [
    "an environment that is none",
    policy("own", 'level: "mandatory", only: "staging", check: () => []'),
    'policies/own.ts: only is "staging"; use "production" or "development".',
  ],
  [
    "no check",
    policy("own", 'level: "mandatory"'),
    "policies/own.ts: check is no function; use ({ declared, plan, services }) => [], with a sentence for each violation.",
  ],
  [
    "a typo",
    policy("own", 'level: "mandatory", chekc: () => [], check: () => []'),
    "policies/own.ts: chekc is not a setting; did you mean check?",
  ],
  [
    "a name that is taken",
    policy("write-budget"),
    'policies/own.ts: name is "write-budget", which another policy has; use another.',
  ],
  [
    "a module that throws",
    'throw new Error("no such rack\\nsecond line");',
    "policies/own.ts does not load: Error: no such rack",
  ],
  [
    "a check that throws",
    policy("own", 'level: "advisory", check: ({ declared }) => declared.racks.length'),
    "policies/own.ts: check throws TypeError: Cannot read properties of undefined (reading 'length'); mend it.",
  ],
  [
    "a check that returns one sentence",
    policy("own", 'level: "mandatory", check: () => "Too few."'),
    'policies/own.ts: check returns "Too few."; return a list with a sentence for each violation.',
  ],
  [
    "a check that returns nothing",
    policy("own", 'level: "mandatory", check: () => {}'),
    "policies/own.ts: check returns undefined; return a list with a sentence for each violation.",
  ],
])("refuses a file with %s", (_what, text, problem) => {
  write("own.ts", text);
  expect(problems()).toEqual([problem]);
});

test("what is wrong with several files is said together", () => {
  write("a.ts", "export const nothing = 1;");
  write("b.ts", policy("same"));
  write("c.ts", policy("same"));
  expect(problems()).toEqual([
    'policies/a.ts exports no policy; write "export default { name, level, check } satisfies Policy".',
    'policies/c.ts: name is "same", which another policy has; use another.',
  ]);
});
