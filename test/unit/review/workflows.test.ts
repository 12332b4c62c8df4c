import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

const folder = resolve(__dirname, "../../../.github/workflows");

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.unknown()).optional(),
});
const permissions = z.record(z.string(), z.string());
const workflow = z.object({
  name: z.string(),
  on: z.unknown(),
  permissions,
  jobs: z.record(z.string(), z.object({ permissions: permissions.optional(), steps: z.array(step) })),
});

function read(file: string) {
  const text = readFileSync(join(folder, file), "utf8");
  const parsed = workflow.parse(parse(text));
  return { ...parsed, text, steps: Object.values(parsed.jobs).flatMap(({ steps }) => steps) };
}

const files = readdirSync(folder);
const [review, comment] = [read("review.yml"), read("review-comment.yml")];

describe.each(files)("%s", (file) => {
  const { text, steps } = read(file);

  test("pins every action to a commit, with its version in a comment", () => {
    const uses = steps.flatMap((one) => (one.uses === undefined ? [] : [one.uses]));
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) {
      expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`uses: ${action} # v\\d+\\.\\d+\\.\\d+$`, "m"));
    }
  });

  test("does not run with the permissions of the target", () => expect(text).not.toContain("pull_request_target"));

  test("inserts no event data into scripts", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("leaves no token in the checkout and uses no cache", () => {
    for (const one of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")))
      expect(one.with).toMatchObject({ "persist-credentials": false });
    for (const one of steps.filter(({ uses }) => uses?.startsWith("actions/setup-node@")))
      expect(one.with).toMatchObject({ "package-manager-cache": false });
    expect(text).not.toMatch(/actions\/cache@|cache: npm/);
  });
});

test("both workflows use the same versions of actions", () => {
  const versions = new Map<string, Set<string>>();
  for (const [, action = "", commit = ""] of `${review.text}${comment.text}`.matchAll(/uses: (\S+)@(\S+)/g)) {
    versions.set(action, (versions.get(action) ?? new Set()).add(commit));
  }
  for (const [action, commits] of versions) expect({ action, commits: commits.size }).toEqual({ action, commits: 1 });
});

describe("the workflow that runs the code of a pull request", () => {
  test("may only read the repository", () => {
    expect(review.on).toBe("pull_request");
    expect(review.permissions).toEqual({ contents: "read" });
    for (const job of Object.values(review.jobs)) expect(job.permissions).toBeUndefined();
  });

  test("has no secret and no token", () =>
    expect(review.text).not.toMatch(/secrets\.|secrets:|github\.token|GITHUB_TOKEN/));

  test("uploads its report whatever its result", () => {
    expect(review.steps.at(-1)).toMatchObject({
      uses: expect.stringMatching(/^actions\/upload-artifact@/),
      with: { name: "capacity-review" },
    });
  });
});

describe("the workflow that may write", () => {
  test("may write comments and statuses and read the report", () => {
    expect(comment.permissions).toEqual({});
    expect(Object.values(comment.jobs).map((job) => job.permissions)).toEqual([
      { actions: "read", contents: "read", "pull-requests": "write", statuses: "write" },
    ]);
  });

  test("runs after the review", () =>
    expect(comment.on).toEqual({ workflow_run: { workflows: [review.name], types: ["completed"] } }));

  test("runs only the code of the default branch", () => {
    const checkouts = comment.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((one) => one.with)).toEqual([
      { ref: "${{ github.event.repository.default_branch }}", "persist-credentials": false },
    ]);
    expect(comment.text).not.toContain("allow-unsafe-pr-checkout");
  });

  test("takes the reviewed commit from GitHub, not from the report", () => {
    expect(comment.steps.at(-1)?.env).toMatchObject({
      COMMIT: "${{ github.event.workflow_run.head_sha }}",
      STATUS: "${{ github.event.workflow_run.conclusion }}",
    });
  });

  test("has no secret except the token of its run", () => expect(comment.text).not.toMatch(/secrets\./));
});
