import { readStacks } from "../../../review/snapshot/stack";
import { declarationIn, incompleteStacks, stackNames } from "../../../stacks/declarations";
import { planForUp } from "../../../stacks/plan";
import { declaration, problemsOf, StackFolder } from "./folder";

let folder: StackFolder;
beforeEach(() => (folder = new StackFolder()));
afterEach(() => folder.remove());

describe("stacks/", () => {
  test.each<[string, string, string]>([
    ["a document", "README.md", "# Stacks"],
    ["a helper", "machines.ts", "export const machines = {};"],
    ["a helper that exports a function", "machines.ts", "export default function machines() {}"],
    ["a helper that exports a value", "names.ts", 'export default ["db-1"];'],
    ["a backup", "dev.ts~", declaration],
    ["a numbered backup", "dev.ts.~1~", declaration],
    ["a lock of an editor", ".#dev.ts", declaration],
    ["a swap file", ".dev.ts.swp", "b0VIM"],
    ["an auto-save file", "#dev.ts#", declaration],
    ["a copy", "dev 2.ts", declaration],
    ["a named copy", "dev copy.ts", declaration],
    ["a test", "dev.test.ts", 'throw new Error("a test must not run here");'],
    ["a type declaration", "dev.d.ts", "export default dev;"],
    ["a file in a folder", "old/dev.ts", declaration],
    ["a folder with the name of a stack file", "old.ts/README.md", ""],
  ])("may have %s", (_what, file, text) => {
    folder.declare("dev");
    folder.write(`stacks/${file}`, text);
    expect(stackNames(folder.path)).toEqual(["dev"]);
    expect(incompleteStacks(folder.path)).toEqual([]);
    folder.lock();
    expect(readStacks(folder.path).map(({ stack }) => stack)).toEqual(["dev"]);
  });

  test.each(["export default dev;", "export { dev as default };", "export { type Site, dev as default };"])(
    "a declaration ends with %p",
    (ending) => {
      folder.declare("site", `const dev = {};\n${ending}\n`);
      expect(stackNames(folder.path)).toEqual(["site"]);
    },
  );

  test("need not exist", () => expect(stackNames(folder.path)).toEqual([]));
});

describe("an incomplete stack names the missing part, to commands and reviews", () => {
  test.each<[string, () => void, string]>([
    [
      "no configuration",
      () => folder.write("stacks/site.ts", declaration),
      'stacks/site.ts has no Pulumi.site.yaml; add one, with the line "config: {}".',
    ],
    [
      "no declaration",
      () => folder.write("Pulumi.site.yaml", "config: {}"),
      "Pulumi.site.yaml has no declaration; add stacks/site.ts, or delete Pulumi.site.yaml.",
    ],
    [
      "no default export",
      () => folder.declare("site", "export const site = {};"),
      'stacks/site.ts has no default export; write "export default { ... } satisfies ClusterDeclaration".',
    ],
  ])("%s", (_what, make, problem) => {
    folder.declare("dev");
    make();
    expect(stackNames(folder.path)).toEqual(["dev"]);
    expect(problemsOf(() => declarationIn(folder.path, "site"))).toEqual([problem]);
    expect(readStacks(folder.path)).toContainEqual({ stack: "site", problems: [problem] });
  });

  test("and an unknown stack names the known ones", () => {
    folder.declare("dev");
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([
      "The stack site is not declared; use dev, or add stacks/site.ts and Pulumi.site.yaml.",
    ]);
  });
});
