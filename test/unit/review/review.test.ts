import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { review } from "../../../review";
import type { Review } from "../../../review/diff/schema";
import { reviewSchema } from "../../../review/diff/schema";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";
import { project, TestRepository, whole } from "../../../testing/reviewRepository";
import { run } from "../../../testing/run";

const production = "stacks/production.ts";
let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository(
    ["cache-times-five", "typo", "violating", "queue-limit-raised", "no-capacity-change"],
    whole,
  );
});
afterEach(() => repository.git("checkout", "--quiet", "--force", "main"));
afterAll(() => repository.remove());

const headlines = ({ stacks }: Review) => stacks.map(({ stack, headline }) => `${stack}: ${headline}`);

test("without a range it compares the working tree with HEAD", async () => {
  expect(await repository.review()).toMatchObject({
    stacks: [],
    untouched: ["dev", "production"],
    problems: [],
    passed: true,
  });
  repository.edit(production, "maxItems: 500_000", "maxItems: 600_000");
  const made = await repository.review();
  expect(headlines(made)).toEqual(["production: queue of 500,000 → 600,000 jobs. Live, about 7 s."]);
  expect(made.head).toEqual({ name: "the working tree" });
});

test("a revision alone is compared with the working tree", async () => {
  expect(headlines(await repository.review("queue-limit-raised"))).toEqual([
    "production: queue of 750,000 → 500,000 jobs. Live, about 7 s.",
  ]);
});

test("three dots compare with where the head left the base", async () => {
  repository.git("checkout", "--quiet", "-b", "moved-on", "main");
  repository.edit(production, "traffic: { pages: 2_500,", "traffic: { pages: 2_000,");
  repository.git("commit", "--quiet", "--all", "--message", "Less traffic");
  const [two, three] = [
    await repository.review("moved-on..queue-limit-raised"),
    await repository.review("moved-on...queue-limit-raised"),
  ];
  expect(two.stacks[0]?.settings.map(({ path }) => path)).toEqual(["traffic.pages", "queue.maxItems"]);
  expect(three.stacks[0]?.settings.map(({ path }) => path)).toEqual(["queue.maxItems"]);
});

test("one stack can be asked for, and one that nobody declares is refused", async () => {
  repository.edit("stacks/dev.ts", "cache: { instances: 2", "cache: { instances: 3");
  repository.edit(production, "maxItems: 500_000", "maxItems: 600_000");
  expect((await repository.review(undefined, "dev")).stacks.map(({ stack }) => stack)).toEqual(["dev"]);
  await expect(repository.review(undefined, "staging")).rejects.toThrow(
    "The stack staging is declared at neither revision; use dev or production.",
  );
});

test("a stack that is new, and one that goes, are told in a sentence", async () => {
  repository.git("mv", production, "stacks/site.ts");
  repository.git("mv", "Pulumi.production.yaml", "Pulumi.site.yaml");
  expect(headlines(await repository.review())).toEqual([
    "site: A new stack: 13 machines, 1 web tier, 2 databases. Nothing runs until npm run up -- -s site.",
    "production: No longer declared: 13 machines, 1 web tier, 2 databases. What runs of it goes on; take it down from the old revision (npm run down -- -s production). Its data volumes stay.",
  ]);
});

test("what does not plan fails the review, at the head as well as at the base", async () => {
  const [head, base] = [await repository.review("main..typo"), await repository.review("typo..main")];
  const problems = [
    "cache.instances is missing; use a whole number from 1 to 64.",
    "cache.instanecs is not a setting; did you mean instances?",
  ];
  expect(head).toMatchObject({
    passed: false,
    stacks: [],
    problems: [{ revision: "head", stack: "production", problems }],
  });
  expect(base).toMatchObject({
    passed: false,
    stacks: [],
    problems: [{ revision: "base", stack: "production", problems }],
  });
  expect(markdown(base)).toContain(
    "### production does not plan at the base, so there is nothing to compare with\n\n```\ncache.instances is missing;",
  );
});

test("a mandatory policy fails the review until it is waived, and again when its waiver has ended", async () => {
  expect((await repository.review("main..violating")).passed).toBe(false);
  repository.edit(production, "ceiling: 50", "ceiling: 80");
  repository.edit(
    production,
    "  etcd: {",
    '  waivers: { "write-budget": { reason: "The new disk arrives in January.", until: "2027-01-31" } },\n  etcd: {',
  );
  expect((await repository.review(undefined, undefined, "2027-01-31")).passed).toBe(true);
  const late = await repository.review(undefined, undefined, "2027-02-01");
  expect(late.passed).toBe(false);
  expect(markdown(late)).toMatch(/- \*\*write-budget\*\* \(new, stops up\): .* Its waiver ended on 2027-01-31\./);
});

test("a revision that git does not know, and a folder without git, are refused in a sentence", async () => {
  await expect(repository.review("main..nowhere")).rejects.toThrow(
    "git knows no revision nowhere; name a branch, a tag or a commit, or fetch it first.",
  );
  await expect(repository.review("--all..main")).rejects.toThrow("git knows no revision --all;");
  const folder = mkdtempSync(join(tmpdir(), "apture-no-git-"));
  try {
    await expect(
      review({
        project: folder,
        today: "2026-11-25",
        cache: join(folder, "cache"),
        nodeModules: join(project, "node_modules"),
      }),
    ).rejects.toThrow(`${folder} is in no git repository; a review compares two of its revisions.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("in a terminal a change of nothing is one line", async () => {
  expect(text(await repository.review("main..no-capacity-change")).replace(/ \([0-9a-f]{10}\)/g, "")).toBe(
    "Capacity review: main → no-capacity-change\n\nNo stack changes: the same services, files, images and limits as before.\n",
  );
});

test("npm run review plans both revisions by their own code, and its exit code says whether policies refuse", async () => {
  const start = (...args: string[]) =>
    run(process.execPath, ["setup/start.js", "review", ...args], { cwd: repository.folder });
  const [refused, unknown, range] = await Promise.all([
    start("main..cache-times-five", "--format", "json"),
    start("main..nowhere"),
    start("main..typo", "--preview"),
  ]);
  const made = reviewSchema.parse(JSON.parse(refused.output));
  expect(refused.code).toBe(1);
  expect(made).toMatchObject({
    passed: false,
    notes: [],
    untouched: ["dev"],
    stacks: [{ stack: "production", policies: [{ policy: "n-minus-one-memory", state: "new" }] }],
  });
  expect(unknown).toMatchObject({
    code: 1,
    output: "error: git knows no revision nowhere; name a branch, a tag or a commit, or fetch it first.\n",
  });
  expect(range).toMatchObject({
    code: 2,
    output:
      "error: --preview needs the working tree, but main..typo has another head; use the base alone, or no range for HEAD.\n",
  });
});
