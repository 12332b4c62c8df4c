import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Bottleneck from "bottleneck";
import { type Options, reviewComment } from "../../../../review/github";
import type { RetryPolicy } from "../../../../review/github/client";
import { marker } from "../../../../review/github/report";
import { run as runProgram } from "../../../../testing/run";
import { FakeGithub } from "./fakeGithub";

const commit = "a".repeat(40);
const token = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
let fake = new FakeGithub();
let folder = "";

beforeEach(async () => {
  fake = new FakeGithub();
  await fake.start();
  folder = mkdtempSync(join(tmpdir(), "review-"));
});
afterEach(async () => {
  await fake.stop();
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly printed: readonly string[];
  /** Seconds that GitHub asked to wait. */
  readonly waits: readonly number[];
  readonly error: string | undefined;
}

/** Writes without a minimum distance in time. */
const unthrottled = () => new Bottleneck.Group({ maxConcurrent: 1 });

/** `npm run review:comment`, with a clock on which a second takes a millisecond. */
async function run(report: string, options: Partial<Options> = {}, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const file = join(folder, "report.md");
  writeFileSync(file, report);
  const printed: string[] = [];
  const waits: number[] = [];
  const retries: RetryPolicy = {
    retries: 4,
    longestWait: 120,
    second: 1,
    onWait: (seconds) => waits.push(seconds),
    throttle: { write: unthrottled(), notifications: unthrottled() },
  };
  const all = { repository: "site/apture", pull: "7", commit, status: "", author: "", file, dryRun: false, ...options };
  try {
    await reviewComment(
      all,
      { GITHUB_TOKEN: token, ...(env["GITHUB_API_URL"] === undefined ? { GITHUB_API_URL: fake.root } : {}), ...env },
      (line: string) => printed.push(line),
      retries,
    );
    return { printed, waits, error: undefined };
  } catch (error) {
    return { printed, waits, error: error instanceof Error ? error.message : String(error) };
  } finally {
    expect(printed.join("\n")).not.toContain(token);
  }
}

/** Comments by others. Some of them quote the marker. */
function others(count: number): void {
  for (let index = 0; index < count; index++)
    fake.add(
      index % 50 === 0 ? "troll" : "colleague",
      index % 50 === 0 ? `${marker}\nNot a review.` : `Comment ${index}`,
    );
}

const bodies = (login: string) => fake.comments.filter(({ user }) => user?.login === login).map(({ body }) => body);
const writes = () => fake.requests.filter((line) => !line.startsWith("GET"));

test("updates the comment of the first run in the second run", async () => {
  expect((await run("Cache: 2 -> 10 GiB.")).printed).toEqual([
    "posted: https://github.example/site/apture/pull/7#issuecomment-1000",
  ]);
  expect((await run("Cache: 2 -> 12 GiB.")).printed).toEqual([
    "updated: https://github.example/site/apture/pull/7#issuecomment-1000",
  ]);
  expect(bodies("reviewer")).toEqual([`${marker}\nCache: 2 -> 12 GiB.\n`]);
});

test("finds its comment among 250 on three pages, and does not change quotations of it", async () => {
  others(140);
  fake.add("reviewer", `${marker}\nAn old report.\n`);
  fake.add(null, `${marker}\nBy a deleted user.`);
  fake.add("reviewer", `Quoted:\n> ${marker}\n> An old report.`);
  others(107);
  const before = fake.comments.map(({ body }) => body);
  expect(before).toHaveLength(250);
  expect((await run("A new report.")).printed).toEqual([
    "updated: https://github.example/site/apture/pull/7#issuecomment-1140",
  ]);
  expect(fake.comments.map(({ body }) => body)).toEqual(before.with(140, `${marker}\nA new report.\n`));
  expect(fake.requests.filter((line) => line.includes("comments?"))).toEqual([
    "GET /repos/site/apture/issues/7/comments?per_page=100",
    "GET /repositories/42/issues/7/comments?per_page=100&page=2",
    "GET /repositories/42/issues/7/comments?per_page=100&page=3",
  ]);
});

test("posts one comment among 250 by others", async () => {
  others(250);
  await run("A report.");
  expect(fake.comments).toHaveLength(251);
  expect(bodies("reviewer")).toEqual([`${marker}\nA report.\n`]);
});

test("does not post an unchanged text again", async () => {
  fake.add("reviewer", `${marker}\r\nA report.\r\nOf two lines.`);
  expect((await run("A report.\nOf two lines.\n")).printed).toEqual([
    "unchanged: https://github.example/site/apture/pull/7#issuecomment-1000",
  ]);
  expect(writes()).toEqual([]);
});

test("deletes all of its comments but the first", async () => {
  fake.add("reviewer", `${marker}\nOne.`);
  fake.add("colleague", `${marker}\nTwo.`);
  fake.add("reviewer", `${marker}\nThree.`);
  await run("A report.");
  expect(fake.comments.map(({ user, body }) => [user?.login, body])).toEqual([
    ["reviewer", `${marker}\nA report.\n`],
    ["colleague", `${marker}\nTwo.`],
  ]);
});

test("takes the owner of a workflow's token for github-actions[bot]", async () => {
  fake.login = undefined;
  await run("One.");
  await run("Two.");
  expect(fake.comments).toEqual([{ id: 1_000, body: `${marker}\nTwo.\n`, user: { login: "github-actions[bot]" } }]);
});

test("accepts the login of another app as the author", async () => {
  fake.add("apture-review[bot]", `${marker}\nOne.`);
  await run("Two.", { author: "apture-review[bot]" });
  expect(bodies("apture-review[bot]")).toEqual([`${marker}\nTwo.\n`]);
  expect(fake.requests).not.toContain("GET /user");
});

test.each([
  ["success", "No policy rejects the change."],
  ["failure", "A policy rejects the change, or the cluster cannot be planned."],
])("the status %s links to the comment", async (status, description) => {
  await run("A report.", { status });
  const url = "https://github.example/site/apture/pull/7#issuecomment-1000";
  expect(fake.statuses).toEqual([{ commit, state: status, context: "capacity review", description, target_url: url }]);
});

test("does not post a report about a commit that is no longer the head, but sets the status of that commit", async () => {
  fake.head = "b".repeat(40);
  expect((await run("A report.", { status: "failure" })).printed).toEqual([
    `The head of site/apture#7 is now ${fake.head}; the report about ${commit} is not posted.`,
  ]);
  expect(fake.comments).toEqual([]);
  expect(fake.statuses).toEqual([
    {
      commit,
      state: "failure",
      context: "capacity review",
      description: "A policy rejects the change, or the cluster cannot be planned.",
    },
  ]);
});

describe("transient errors", () => {
  test("retries after server errors", async () => {
    fake.answers("GET /repos/site/apture/pulls", { status: 502, message: "Server Error" });
    fake.answers("GET /repos/site/apture/issues", { status: 503 }, { status: 502 });
    expect((await run("A report.")).error).toBeUndefined();
    expect(fake.comments).toHaveLength(1);
    expect(fake.requests.filter((line) => line.startsWith("GET") && !line.endsWith("/user"))).toHaveLength(5);
  });

  test("repeats the request for a failed page only", async () => {
    others(250);
    fake.answers("GET /repositories/42/issues/7/comments?per_page=100&page=3", { status: 502 });
    await run("A report.");
    expect(fake.requests.filter((line) => line.includes("comments?")).map((line) => line.split("&")[1])).toEqual([
      undefined,
      "page=2",
      "page=3",
      "page=3",
    ]);
  });

  test("posts no second comment if the answer to the first is lost", async () => {
    fake.answers("POST /repos/site/apture/issues", { status: 502, done: true });
    expect((await run("A report.")).printed).toEqual([
      "unchanged: https://github.example/site/apture/pull/7#issuecomment-1000",
    ]);
    expect(bodies("reviewer")).toHaveLength(1);
  });

  test("posts again if the first post failed", async () => {
    fake.answers("POST /repos/site/apture/issues", { status: 502 });
    expect((await run("A report.")).printed).toEqual([
      "posted: https://github.example/site/apture/pull/7#issuecomment-1000",
    ]);
  });

  test.each([
    [
      "a secondary rate limit with Retry-After",
      { status: 403, message: "You have exceeded a secondary rate limit.", headers: { "retry-after": "7" } },
      7,
    ],
    [
      "a secondary rate limit without Retry-After",
      { status: 403, message: "You have exceeded a secondary rate limit." },
      60,
    ],
    ["too many requests", { status: 429, headers: { "retry-after": "2" } }, 2],
    [
      "a primary rate limit",
      {
        status: 403,
        message: "API rate limit exceeded",
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) - 10) },
      },
      0,
    ],
  ])("after %s it waits as long as GitHub asks", async (_what, script, wait) => {
    fake.answers("POST /repos/site/apture/issues", script);
    expect((await run("A report.")).waits).toEqual([wait]);
    expect(fake.comments).toHaveLength(1);
  });

  test("gives up after five tries", async () => {
    const outage = { status: 502, message: "Server Error" };
    fake.answers("GET /repos/site/apture/pulls", outage, outage, outage, outage, outage);
    expect(await run("A report.")).toEqual({
      printed: [],
      waits: [],
      error: "GET /repos/site/apture/pulls/7 was answered 502: Server Error, 5 times",
    });
    expect(fake.requests).toHaveLength(5);
  });

  test("does not wait for an hour", async () => {
    fake.answers("GET /repos/site/apture/pulls", {
      status: 403,
      message: "API rate limit exceeded",
      headers: { "retry-after": "3600" },
    });
    expect((await run("A report.")).error).toBe(
      "GET /repos/site/apture/pulls/7 was answered 403: API rate limit exceeded; GitHub asks to wait 3600 s",
    );
  });
});

/** The request that GitHub rejects, its answer, and the error message. */
test.each([
  [
    "an unknown token",
    "GET /repos/site/apture/pulls",
    { status: 401, message: "Bad credentials" },
    "GitHub rejects the token (401: Bad credentials); check GITHUB_TOKEN.",
  ],
  [
    "a token that must not comment",
    "POST /repos/site/apture/issues",
    { status: 403, message: "Resource not accessible by integration" },
    "the token has no access to comments of site/apture#7 (403: Resource not accessible by integration); it " +
      "needs pull-requests: write.",
  ],
  [
    "a token that must not set a status",
    "POST /repos/site/apture/statuses",
    { status: 403, message: "Resource not accessible by integration" },
    `the token has no access to commit ${commit} of site/apture (403: Resource not accessible by integration); ` +
      `it needs statuses: write.`,
  ],
  [
    "a repository that has moved",
    "GET /repos/site/apture/pulls",
    { status: 301, message: "Moved Permanently" },
    "pull request site/apture#7 has moved; use its new name.",
  ],
  [
    "a text that GitHub does not accept",
    "POST /repos/site/apture/issues",
    { status: 422, message: "Validation Failed" },
    "POST /repos/site/apture/issues/7/comments was answered 422: Validation Failed",
  ],
])("reports %s without a retry", async (_what, request, script, error) => {
  fake.answers(request, script);
  expect(await run("A report.", { status: "success" })).toMatchObject({ error, waits: [] });
  expect(fake.requests.filter((line) => line.startsWith(request))).toHaveLength(1);
});

test("reports a pull request that does not exist", async () => {
  expect((await run("A report.", { pull: "8" })).error).toBe(
    "pull request site/apture#8 does not exist, or the token has no access to it (404: Not Found); check the " +
      "name, and that the token has pull-requests: write.",
  );
});

test("does not send the token to another host for the next page", async () => {
  others(101);
  fake.nextRoot = "http://127.0.0.1:9";
  expect((await run("A report.")).error).toBe(
    "GitHub refers to another host: http://127.0.0.1:9/repositories/42/issues/7/comments?per_page=100&page=2",
  );
  expect(writes()).toEqual([]);
});

test("sends the token in the header, and prints it nowhere", async () => {
  await run("A report.", { status: "success" });
  expect([...fake.tokens]).toEqual([`token ${token}`]);
  const split = await run("A report.", {}, { GITHUB_TOKEN: `${token}\n${token}` });
  expect(split.error).toBe("GITHUB_TOKEN contains a space or a line break; use the token alone.");
});

test("reports a host that does not answer, without the token", async () => {
  const { root } = fake;
  await fake.stop();
  const { error, waits } = await run("A report.", {}, { GITHUB_API_URL: root });
  expect(error).toMatch(
    /^GET \/repos\/site\/apture\/pulls\/7 got no answer: connect ECONNREFUSED 127\.0\.0\.1:\d+, 5 times$/,
  );
  expect(error).not.toContain(token);
  expect(waits).toEqual([]);
  await fake.start();
});

test("a dry run prints the comment and sends nothing", async () => {
  expect(await run("A report.", { dryRun: true, status: "failure" }, { GITHUB_TOKEN: "" })).toEqual({
    printed: [
      `${marker}\nA report.\n\nDry run: this would post the comment on site/apture#7 and set the status of ` +
        `${commit} to failure.`,
    ],
    waits: [],
    error: undefined,
  });
  expect(fake.requests).toEqual([]);
});

test("as a command, reads a file or a pipe, prints the result, and exits with 1 on an error", async () => {
  const file = join(folder, "report.md");
  writeFileSync(file, "A report.");
  const command = [
    "setup/start.js",
    "review:comment",
    "--repository",
    "site/apture",
    "--pull",
    "7",
    "--file",
    file,
    "--commit",
  ];
  const where = {
    cwd: resolve(__dirname, "../../../.."),
    env: { ...process.env, GITHUB_TOKEN: token, GITHUB_API_URL: fake.root },
  };
  expect(await runProgram(process.execPath, [...command, commit], where)).toMatchObject({
    code: 0,
    output: "posted: https://github.example/site/apture/pull/7#issuecomment-1000\n",
  });
  const piped =
    `printf 'From a pipe.' | node setup/start.js review:comment --repository site/apture --pull 7 ` +
    `--commit ${commit}`;
  expect(await runProgram("sh", ["-c", piped], where)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^updated: /),
  });
  expect(bodies("reviewer")).toEqual([`${marker}\nFrom a pipe.\n`]);
  expect(await runProgram(process.execPath, [...command, "abc"], where)).toMatchObject({
    code: 1,
    output: 'error: --commit is "abc"; use all 40 digits of the reviewed commit.\n',
  });
});

test("does not post a report that is a link, because it may refer to any file", async () => {
  const link = join(folder, "link.md");
  symlinkSync("/proc/self/environ", link);
  expect((await run("A report.", { file: link })).error).toBe(
    `the report ${link} is not a file: it is missing, a link or a folder.`,
  );
  expect(writes()).toEqual([]);
});

test("reports a missing report", async () => {
  const file = join(folder, "none.md");
  expect((await run("A report.", { file })).error).toBe(
    `the report ${file} is not a file: it is missing, a link or a folder.`,
  );
});

describe("without a report", () => {
  const error = () => `the report ${join(folder, "report.md")} is empty.`;
  const url = "https://github.example/site/apture/pull/7#issuecomment-1000";
  const failure = (more: object = {}) => ({
    commit,
    state: "failure",
    context: "capacity review",
    description: "The review produced no report.",
    ...more,
  });

  test("marks the earlier comment as outdated and sets the status to failure", async () => {
    fake.add("reviewer", `${marker}\nAn old report.\n`);
    expect(await run(" \n", { status: "success" })).toEqual({
      printed: [`marked as outdated: ${url}`],
      waits: [],
      error: error(),
    });
    expect(bodies("reviewer")).toEqual([
      `${marker}\n> **Outdated.** This report is about an earlier commit. The review of ${commit} produced no ` +
        `report; ` +
        "see its log.\n\nAn old report.\n",
    ]);
    expect(fake.statuses).toEqual([failure({ target_url: url })]);
  });

  test("posts no comment if there is none", async () => {
    expect((await run("", { status: "failure" })).error).toBe(error());
    expect(fake.comments).toEqual([]);
    expect(fake.statuses).toEqual([failure()]);
  });

  test("replaces the mark by the next report", async () => {
    fake.add("reviewer", `${marker}\nAn old report.\n`);
    await run("");
    await run("A report.");
    expect(bodies("reviewer")).toEqual([`${marker}\nA report.\n`]);
  });
});
