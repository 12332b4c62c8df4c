import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../../policies/builtin";
import { root } from "./documents";

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Returns the part of a report that the README quotes: from the headline up to the details. */
function excerptOf(report: string): string {
  const [, excerpt = ""] = /\n(\*\*[\s\S]*?)\n+(?:_Not touched|<details>)/.exec(report) ?? [];
  return excerpt
    .trimEnd()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

/** `UPDATE_GOLDEN=1` updates the README. */
test("the README quotes the current review of its example change", () => {
  const shown = /(<!-- (test\/\S+\.md) -->\n)([\s\S]*?)(\n?<!-- end -->)/;
  const [, , file = ""] = shown.exec(read("README.md")) ?? [];
  const excerpt = excerptOf(read(file));
  expect(excerpt.split("\n").length).toBeGreaterThan(10);
  if (process.env["UPDATE_GOLDEN"] !== undefined) {
    const updated = read("README.md").replace(shown, (_, start: string) => `${start}${excerpt}\n<!-- end -->`);
    writeFileSync(join(root, "README.md"), updated);
  }
  expect(shown.exec(read("README.md"))?.[3]).toBe(excerpt);
});

/** Removes white space and trailing commas, which the formatter decides. */
const unformatted = (text: string) => text.replace(/\s+/g, "").replace(/,(?=[}\]])/g, "");

test.each([
  ["README.md", "stacks/dev.ts"],
  ["README.md", "stacks/production.ts"],
])("%s quotes %s literally", (document, file) => {
  const blocks = [...read(document).matchAll(/```(?:ts|diff)\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  const block = blocks.find((one) => one.includes(`// ${file}`)) ?? "";
  const lines = block.split("\n").filter((line) => !line.includes("//") && !line.startsWith("+") && line !== "");
  expect(lines.length).toBeGreaterThan(0);
  const source = unformatted(read(file));
  expect(lines.filter((line) => !source.includes(unformatted(line.replace(/^-/, "")).replace(/,$/, "")))).toEqual([]);
});

test("docs/policies.md names the earlier name of every policy", () => {
  const text = read("docs/policies.md");
  for (const old of policies.flatMap(({ formerly = [] }) => formerly)) expect(text).toContain(`\`${old}\``);
});

test("the tables in docs/policies.md list every policy with its level and environment", () => {
  const [everywhere = "", production = ""] = read("docs/policies.md").split("## Policies for production");
  const row = /^\| `([a-z-]+)` \| (mandatory|advisory) \|/gm;
  const rows = (text: string) => [...text.matchAll(row)].map(([, name, level]) => `${name} ${level}`).sort();
  const expected = (only: string | undefined) => {
    const some = policies.filter((policy) => policy.only === only);
    return some.map(({ name, level }) => `${name} ${level}`).sort();
  };
  expect(rows(everywhere)).toEqual(expected(undefined));
  expect(rows(production)).toEqual(expected("production"));
});
