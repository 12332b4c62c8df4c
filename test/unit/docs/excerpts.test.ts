import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../../policies/builtin";
import { root } from "./documents";

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** What the README quotes of a report: from its headline to its details. */
function excerptOf(report: string): string {
  const [, excerpt = ""] = /\n(\*\*[\s\S]*?)\n+(?:_Not touched|<details>)/.exec(report) ?? [];
  return excerpt
    .trimEnd()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

/** `UPDATE_GOLDEN=1` writes it anew, to be read. */
test("the review in the README is that of its change today", () => {
  const shown = /(<!-- (test\/\S+\.md) -->\n)([\s\S]*?)(\n?<!-- end -->)/;
  const [, , file = ""] = shown.exec(read("README.md")) ?? [];
  const excerpt = excerptOf(read(file));
  expect(excerpt.split("\n").length).toBeGreaterThan(10);
  if (process.env["UPDATE_GOLDEN"] !== undefined) {
    const renewed = read("README.md").replace(shown, (_, start: string) => `${start}${excerpt}\n<!-- end -->`);
    writeFileSync(join(root, "README.md"), renewed);
  }
  expect(shown.exec(read("README.md"))?.[3]).toBe(excerpt);
});

/** A text without what a formatter decides. */
const plain = (text: string) => text.replace(/\s+/g, "").replace(/,(?=[}\]])/g, "");

test.each([
  ["README.md", "stacks/dev.ts"],
  ["README.md", "stacks/production.ts"],
])("%s shows lines of %s as they are", (document, file) => {
  const blocks = [...read(document).matchAll(/```(?:ts|diff)\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  const block = blocks.find((one) => one.includes(`// ${file}`)) ?? "";
  const lines = block.split("\n").filter((line) => !line.includes("//") && !line.startsWith("+") && line !== "");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(plain(read(file))).toContain(plain(line.replace(/^-/, "")).replace(/,$/, ""));
});

test("docs/policies.md names the earlier name of every policy", () => {
  const text = read("docs/policies.md");
  for (const old of policies.flatMap(({ formerly = [] }) => formerly)) expect(text).toContain(`\`${old}\``);
});

test("the tables in docs/policies.md have every policy, its level and its environment", () => {
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
