import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { review } from "../../../review";
import { type Review, reviewSchema } from "../../../review/diff/schema";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";
import { allFiles, project, type RepositoryOptions, TestRepository } from "../../../testing/reviewRepository";
import { run } from "../../../testing/run";

const production = "stacks/production.ts";
let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository({
    names: ["cache-times-five", "typo", "violating", "queue-limit-raised", "no-capacity-change"],
    paths: allFiles,
  });
});
afterEach(() => {
  repository.git("checkout", "--quiet", "--force", "main");
  repository.git("clean", "--quiet", "--force", "-d");
});
afterAll(() => repository.remove());

const headlines = ({ stacks }: Review) => stacks.map(({ stack, headline }) => `${stack}: ${headline}`);

test("compares HEAD with the working tree without a range", async () => {
  expect(await repository.review()).toMatchObject({
    stacks: [],
    untouched: ["dev", "production"],
    problems: [],
    passed: true,
  });
  repository.edit(production, "maxItems: 500_000", "maxItems: 600_000");
  const made = await repository.review();
  expect(headlines(made)).toEqual([
    "production: The queue holds up to 600,000 jobs instead of 500,000. Applied live; up takes about 7 s.",
  ]);
  expect(made.head).toEqual({ name: "working tree" });
});

test("compares a single revision with the working tree", async () => {
  expect(headlines(await repository.review("queue-limit-raised"))).toEqual([
    "production: The queue holds up to 500,000 jobs instead of 750,000. Applied live; up takes about 7 s.",
  ]);
});

test("compares with the merge base for three dots", async () => {
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

test("reviews one stack, and rejects one that is not declared", async () => {
  repository.edit("stacks/dev.ts", "cache: { instances: 2", "cache: { instances: 3");
  repository.edit(production, "maxItems: 500_000", "maxItems: 600_000");
  expect((await repository.review(undefined, "dev")).stacks.map(({ stack }) => stack)).toEqual(["dev"]);
  await expect(repository.review(undefined, "staging")).rejects.toThrow(
    "No revision declares the stack staging; use dev or production.",
  );
});

test("summarizes new and removed stacks in a sentence", async () => {
  repository.git("mv", production, "stacks/site.ts");
  repository.git("mv", "Pulumi.production.yaml", "Pulumi.site.yaml");
  expect(headlines(await repository.review())).toEqual([
    "site: New stack: 13 machines, 1 web tier, 2 databases. It runs nothing until npm run up -- -s site.",
    "production: No longer declared: 13 machines, 1 web tier, 2 databases. Running services continue; remove " +
      "them from the old revision (npm run down -- -s production). Data volumes stay.",
  ]);
});

test("fails if the head does not plan, and passes if only the base does not", async () => {
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
  expect(headlines(base)).toEqual([
    "production: It plans again: 13 machines, 1 web tier, 2 databases. The base does not plan, so the review " +
      "cannot say what changes.",
  ]);
  expect(base).toMatchObject({
    passed: true,
    stacks: [{ stack: "production", state: "repaired" }],
    problems: [{ revision: "base", stack: "production", problems }],
  });
  expect(markdown(base)).toContain(
    "### production does not plan at the base, so there is nothing to compare with\n\n```\ncache.instances is missing;",
  );
});

test("fails for a mandatory policy unless a waiver is in effect", async () => {
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

test("names a policy whose file is deleted", async () => {
  rmSync(join(repository.folder, "policies/site/edgeHoldsNoData.ts"));
  const made = await repository.review();
  expect(headlines(made)).toEqual([
    "dev: No setting changes, but the policies do. Nothing that runs changes. A policy no longer applies: edge-holds-no-data.",
    "production: No setting changes, but the policies do. Nothing that runs changes. A policy no longer applies: " +
      "edge-holds-no-data.",
  ]);
  expect(markdown(made)).toContain("- **edge-holds-no-data**: no longer applies.");
});

test("rejects an unknown revision, and a folder without git", async () => {
  await expect(repository.review("main..nowhere")).rejects.toThrow(
    "git finds no revision nowhere; use a branch, a tag or a commit, or fetch it first.",
  );
  await expect(repository.review("--all..main")).rejects.toThrow("git finds no revision --all;");
  const folder = mkdtempSync(join(tmpdir(), "apture-no-git-"));
  try {
    await expect(
      review({
        project: folder,
        today: "2026-11-25",
        cache: join(folder, "cache"),
        nodeModules: join(project, "node_modules"),
      }),
    ).rejects.toThrow(`${folder} is not in a git repository; a review compares two git revisions.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("prints one line if nothing changes", async () => {
  expect(text(await repository.review("main..no-capacity-change")).replace(/ \([0-9a-f]{10}\)/g, "")).toBe(
    "Capacity review: main → no-capacity-change\n\nNo stack changes: services, files, images and limits stay " +
      "the same.\n",
  );
});

test("npm run review plans both revisions with their own code and exits with 1 if a policy rejects the change", async () => {
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
    output: "error: git finds no revision nowhere; use a branch, a tag or a commit, or fetch it first.\n",
  });
  expect(range).toMatchObject({
    code: 2,
    output:
      "error: --preview needs the working tree, but main..typo has another head; use the base alone, or no " +
      "range for HEAD.\n",
  });
});

describe("unusual repositories", () => {
  const repositories: TestRepository[] = [];
  const repositoryWith = (options: RepositoryOptions): TestRepository => {
    const made = new TestRepository({ names: ["queue-limit-raised"], ...options });
    repositories.push(made);
    return made;
  };
  afterAll(() => {
    for (const one of repositories) one.remove();
  });
  const expected =
    "production: The queue holds up to 750,000 jobs instead of 500,000. Applied live; up takes about 7 s.";

  test("reviews a project in a subfolder", async () => {
    const inSubfolder = repositoryWith({ subfolder: "infrastructure/site" });
    expect(headlines(await inSubfolder.review("main..queue-limit-raised"))).toEqual([expected]);
    inSubfolder.edit(production, "maxItems: 500_000", "maxItems: 750_000");
    expect(headlines(await inSubfolder.review())).toEqual([expected]);
  });

  test("reports a base without the project's folder", async () => {
    const inSubfolder = repositoryWith({ subfolder: "infrastructure" });
    const empty = inSubfolder.git("commit-tree", "-m", "Nothing", "4b825dc642cb6eb9a060e54bf8d69288fbee4904").trim();
    const made = await inSubfolder.review(`${empty}..main`);
    expect(made.problems).toEqual([
      { revision: "base", problems: ["This commit does not contain the project's folder."] },
    ]);
    expect(made).toMatchObject({ passed: true, stacks: [{ state: "repaired" }, { state: "repaired" }] });
  });

  test("ignores submodules, even one in place of node_modules", async () => {
    const withSubmodules = repositoryWith({});
    rmSync(join(withSubmodules.folder, ".gitignore"));
    rmSync(join(withSubmodules.folder, "node_modules"));
    const commit = withSubmodules.git("rev-parse", "HEAD").trim();
    for (const path of ["vendor/theme", "node_modules"])
      withSubmodules.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
    withSubmodules.git("commit", "--quiet", "--message", "Submodules");
    withSubmodules.edit(production, "maxItems: 500_000", "maxItems: 750_000");
    withSubmodules.git("commit", "--quiet", "--all", "--message", "A longer queue");
    expect(headlines(await withSubmodules.review("HEAD~1..HEAD"))).toEqual([expected]);
  });
});

test("checks a commit out again if files of its checkout are missing", async () => {
  await repository.review("main..queue-limit-raised");
  const main = repository.git("rev-parse", "main").trim();
  for (const path of ["stacks/production.ts", "components/database"])
    rmSync(join(repository.cache, main, path), { recursive: true });
  // Modules of the first review stay loaded, so the files themselves are compared.
  await repository.review("main..queue-limit-raised");
  expect(existsSync(join(repository.cache, main, "stacks/production.ts"))).toBe(true);
  expect(existsSync(join(repository.cache, main, "components/database/plan.ts"))).toBe(true);
});

test("ignores an image lock that git ignores", async () => {
  repository.write("images/lock.dev.json", JSON.stringify({ app: `127.0.0.1:5000/app@sha256:${"1".repeat(64)}` }));
  repository.edit("stacks/dev.ts", "evented: 2, apache: 1", "evented: 3, apache: 1");
  const made = await repository.review(undefined, "dev");
  expect(made.stacks.map(({ images }) => images)).toEqual([[]]);
  expect(headlines(made)).toEqual([
    "dev: Tier evented gets 75 % of requests instead of 66.7 %; tier apache gets 25 % of requests instead of " +
      "33.3 %. No request fails; up takes about 12 s.",
  ]);
});

test("an image without a committed lock is new if its sources change", async () => {
  repository.git("checkout", "--quiet", "-b", "with-image");
  const write = (text: string) => repository.write("images/memcached/Dockerfile", `FROM debian:trixie-slim\n${text}\n`);
  write("RUN one");
  repository.commit("An image");
  write("RUN two");
  repository.write("images/memcached/__pycache__/healthcheck.pyc", "compiled");
  const made = await repository.review(undefined, "dev");
  expect(made.stacks.map(({ images }) => images)).toEqual([[{ image: "memcached" }]]);
  expect(made.stacks[0]?.services).toEqual([
    { name: "cache-1", operation: "restarted", causes: ["image memcached"] },
    { name: "cache-2", operation: "restarted", causes: ["image memcached"] },
  ]);
  expect(markdown(made)).toContain("**memcached**: its sources changed, so it is built again\n");
});
