import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";
import { recorded } from "../../../testing/recordedChanges";
import { TestRepository } from "../../../testing/reviewRepository";

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
});
afterAll(() => repository.remove());

/** Commit ids follow from the whole project. */
const withoutCommits = (text: string) => text.replace(/ \([0-9a-f]{10}\)/g, "");

/** `UPDATE_GOLDEN=1` writes them anew, to be read. */
function expectGolden(path: string, text: string): void {
  if (process.env["UPDATE_GOLDEN"] !== undefined || !existsSync(path)) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

const golden = (file: string) => join(__dirname, "golden", file);
const docs = join(__dirname, "../../../docs");

const own = recorded.filter(({ name }) => name !== "december" && name !== "january");
test.each(own)("the report of $name", async ({ name, onto = "main" }) => {
  expectGolden(golden(`${name}.md`), withoutCommits(markdown(await repository.review(`${onto}..${name}`))));
});

test("the report of January 2010, which docs/january-2010.md shows", async () => {
  const made = await repository.review("december..january");
  expectGolden(golden("january.txt"), withoutCommits(text(made)));
  const report = withoutCommits(markdown(made));
  expectGolden(join(docs, "january-2010.md"), `${introduction}${report}`);
});

const introduction = `# January 2010 as one pull request

What \`npm run review\` says of the seed's upgrades: half of Apache replaced by an evented tier that gets two of three requests, memcached times
five, flow control for the workers, and a new database machine. Rendered by a test from two real revisions (\`test/unit/review\`), so that it is what
the command prints today.

`;
