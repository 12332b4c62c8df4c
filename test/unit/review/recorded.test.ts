import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../../../review/report/markdown";
import { recorded } from "./support/recorded";
import { TestRepository } from "./support/repository";

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
});
afterAll(() => repository.remove());

/** Commit ids follow from the whole project. */
const withoutCommits = (text: string) => text.replace(/ \([0-9a-f]{10}\)/g, "");

/** `UPDATE_GOLDEN=1` writes them anew, to be read. */
function expectGolden(name: string, text: string): void {
  const path = join(__dirname, "golden", `${name}.md`);
  if (process.env["UPDATE_GOLDEN"] !== undefined || !existsSync(path)) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

test.each(recorded.filter(({ name }) => name !== "december"))("the report of $name", async ({ name, onto = "main" }) => {
  expectGolden(name, withoutCommits(markdown(await repository.review(`${onto}..${name}`))));
});
