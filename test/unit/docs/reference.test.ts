import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderReference } from "../../../docs/generate/reference";
import { root } from "./documents";

const reference = renderReference();
const rows = [...reference.matchAll(/^\| (`.*) \|$/gm)].map(([, row = ""]) =>
  row.split(/ \| /).map((cell) => cell.trim()),
);
const row = (setting: string) => rows.find(([name]) => name === `\`${setting}\``);

test("docs/reference.md is current", () => {
  if (readFileSync(join(root, "docs/reference.md"), "utf8") !== reference)
    throw new Error("docs/reference.md is not current; run npm run docs.");
});

test("every setting has a type and a meaning", () => {
  expect(rows.length).toBeGreaterThan(100);
  for (const [name, type, _range, _default, meaning] of rows)
    expect({ name, type, meaning }).not.toMatchObject({ type: "" });
  expect(rows.filter((cells) => (cells[4] ?? "") === "").map(([name]) => name)).toEqual([]);
});

test.each<[string, string, string, string]>([
  ["cache.instances", "whole number", "1 to 64", ""],
  ["cache.memory", "size", '"64 MiB" to "256 GiB"', '`"1 GiB"`'],
  [
    "machines.<name>.roles",
    "list of words",
    '1 to 9 entries, each "edge", "router", "web", "cache", "queue", "worker", "etcd", "database" or "backup"',
    "",
  ],
  ["machines.<name>.walDisk.size", "size", '"1 GiB" to "1024 TiB"', ""],
  ["loadBalancer.weights", "whole numbers by name", "1 to 256", ""],
  ["loadBalancer.extraDefaults", "list of texts", "0 to 50 entries, each one line of HAProxy configuration", "`[]`"],
  ["queue.confirms", "true or false", "", "`true`"],
  ["queue.fanout.<name>.maxAge", "duration", '"1 s" to "365 d"', ""],
  ["databases.<name>.settings", "numbers and texts by name", "", "`{}`"],
  ["databases.<name>.backups.s3.addresses", "word", '"host" or "path"', '`"host"`'],
  ["waivers.<name>.until", "date", '"YYYY-MM-DD"', ""],
])("%s has the type, range and default of its schema", (setting, ...cells) => {
  expect(row(setting)?.slice(1, 4)).toEqual(cells);
});

test("a range is written in the schema only, not in the docstring", () =>
  expect(rows.filter(([, , , , meaning = ""]) => /\bRange \d/.test(meaning)).map(([name]) => name)).toEqual([]));

test("both web tiers are listed, each with its own settings", () => {
  expect(rows.filter(([name]) => name === "`web.<name>.instances`")).toHaveLength(2);
  expect(rows.filter(([name]) => name === "`web.<name>.threads`")).toHaveLength(1);
});
