import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";
import { recorded } from "../../../testing/recordedChanges";
import { TestRepository } from "../../../testing/reviewRepository";
import { expectValid, published } from "./publishedSchema";

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
});
afterAll(() => repository.remove());

/** Commit ids depend on the whole project. */
const withoutCommits = (text: string) => text.replace(/ \([0-9a-f]{10}\)/g, "");

/** `UPDATE_GOLDEN=1` rewrites the golden files. Read the difference before you commit it. */
function expectGolden(path: string, text: string): void {
  if (process.env["UPDATE_GOLDEN"] !== undefined || !existsSync(path)) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

test("the published schema rejects fields that it does not describe", () => {
  expect(published.safeParse({ format: 2 }).success).toBe(false);
});

const golden = (file: string) => join(__dirname, "golden", file);
const docs = join(__dirname, "../../../docs");

const own = recorded.filter(({ name }) => name !== "december" && name !== "january");
test.each(own)("the report of $name", async ({ name, onto = "main" }) => {
  const made = await repository.review(`${onto}..${name}`);
  expectValid(made);
  expectGolden(golden(`${name}.md`), withoutCommits(markdown(made)));
});

test("the report of January 2010, which docs/january-2010.md shows", async () => {
  const made = await repository.review("december..january");
  expectValid(made);
  expectGolden(golden("january.txt"), withoutCommits(text(made)));
  const report = withoutCommits(markdown(made));
  expectGolden(join(docs, "january-2010.md"), `${introduction}${report}`);
});

const introduction =
  `# January 2010 as one pull request

The report of \`npm run review\` on all upgrades of January 2010: half of Apache replaced by an evented tier ` +
  `that gets two
of three requests, five times the cache, flow control for workers, and a new database machine. A test renders it from two
real revisions (\`test/unit/review\`), so it is the command's current output.

`;
