import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesBelow, hashOf } from "../../../lib/hash";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "apture-hash-"));
  mkdirSync(join(folder, "etc"));
  writeFileSync(join(folder, "Dockerfile"), "FROM app\n");
  writeFileSync(join(folder, "etc", "a.conf"), "a\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const hash = (...others: string[]) => hashOf(filesBelow(folder), others);

test("lists files without folders, sorted by path", () => {
  expect(filesBelow(folder).map(({ path }) => path)).toEqual(["Dockerfile", "etc/a.conf"]);
  expect(filesBelow(folder, (name) => name === "etc").map(({ path }) => path)).toEqual(["Dockerfile"]);
});

test("ignores the time of a file", () => {
  const before = hash();
  utimesSync(join(folder, "Dockerfile"), 1, 1);
  expect(hash()).toBe(before);
});

test.each([
  ["content", () => writeFileSync(join(folder, "Dockerfile"), "FROM other\n")],
  ["a new file, even an empty one", () => writeFileSync(join(folder, "empty"), "")],
  ["permission to execute", () => chmodSync(join(folder, "Dockerfile"), 0o755)],
])("%s changes the hash", (_, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

test("other inputs change the hash, and their boundaries count", () => {
  expect(hash("ab")).not.toBe(hash());
  expect(hash("ab", "c")).not.toBe(hash("a", "bc"));
});
