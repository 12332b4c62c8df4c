import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Options, reviewComment } from "../../../../review/github";
import { marker } from "../../../../review/github/body";
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
  readonly said: readonly string[];
  /** Milliseconds that were waited. */
  readonly waits: readonly number[];
  readonly error: string | undefined;
}

/** `npm run review:comment`, with a clock that runs as fast as it may. */
async function run(report: string, options: Partial<Options> = {}, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const file = join(folder, "report.md");
  writeFileSync(file, report);
  const said: string[] = [];
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const all = { repository: "site/apture", pull: "7", commit, status: "", author: "", file, dryRun: false, ...options };
  try {
    await reviewComment(
      all,
      { GITHUB_TOKEN: token, ...(env["GITHUB_API_URL"] === undefined ? { GITHUB_API_URL: fake.root } : {}), ...env },
      (line: string) => said.push(line),
      { attempts: 5, first: 1_000, longest: 120_000, wait },
    );
    return { said, waits, error: undefined };
  } catch (error) {
    return { said, waits, error: error instanceof Error ? error.message : String(error) };
  } finally {
    expect(said.join("\n")).not.toContain(token);
  }
}

/** So many comments of other people, some of whom have nothing better to do than to quote ours. */
function others(count: number): void {
  for (let index = 0; index < count; index++)
    fake.add(
      index % 50 === 0 ? "troll" : "colleague",
      index % 50 === 0 ? `${marker}\nNot a review.` : `Comment ${index}`,
    );
}

const bodies = (login: string) => fake.comments.filter(({ user }) => user?.login === login).map(({ body }) => body);
const made = () => fake.requests.filter((line) => !line.startsWith("GET"));

test("two runs make one comment, and the second one's text", async () => {
  expect((await run("Cache: 2 -> 10 GiB.")).said).toEqual([
    "posted: https://github.example/site/apture/pull/7#issuecomment-1000",
  ]);
  expect((await run("Cache: 2 -> 12 GiB.")).said).toEqual([
    "updated: https://github.example/site/apture/pull/7#issuecomment-1000",
  ]);
  expect(bodies("reviewer")).toEqual([`${marker}\nCache: 2 -> 12 GiB.\n`]);
});

test("among 250 comments on three pages it finds its own, and leaves those that quote it alone", async () => {
  others(140);
  fake.add("reviewer", `${marker}\nAn old report.\n`);
  fake.add(null, `${marker}\nOf somebody who has left.`);
  fake.add("reviewer", `I have seen this:\n> ${marker}\n> An old report.`);
  others(107);
  const before = fake.comments.map(({ body }) => body);
  expect(before).toHaveLength(250);
  expect((await run("A new report.")).said).toEqual([
    "updated: https://github.example/site/apture/pull/7#issuecomment-1140",
  ]);
  expect(fake.comments.map(({ body }) => body)).toEqual(before.with(140, `${marker}\nA new report.\n`));
  expect(fake.requests.filter((line) => line.includes("comments?"))).toEqual([
    "GET /repos/site/apture/issues/7/comments?per_page=100",
    "GET /repositories/42/issues/7/comments?per_page=100&page=2",
    "GET /repositories/42/issues/7/comments?per_page=100&page=3",
  ]);
});

test("among 250 comments of others it posts one", async () => {
  others(250);
  await run("A report.");
  expect(fake.comments).toHaveLength(251);
  expect(bodies("reviewer")).toEqual([`${marker}\nA report.\n`]);
});

test("a text that is there already is not posted again", async () => {
  fake.add("reviewer", `${marker}\r\nA report.\r\nOf two lines.`);
  expect((await run("A report.\nOf two lines.\n")).said).toEqual([
    "left as it was: https://github.example/site/apture/pull/7#issuecomment-1000",
  ]);
  expect(made()).toEqual([]);
});

test("of several comments of its own the first stays", async () => {
  fake.add("reviewer", `${marker}\nOne.`);
  fake.add("colleague", `${marker}\nTwo.`);
  fake.add("reviewer", `${marker}\nThree.`);
  await run("A report.");
  expect(fake.comments.map(({ user, body }) => [user?.login, body])).toEqual([
    ["reviewer", `${marker}\nA report.\n`],
    ["colleague", `${marker}\nTwo.`],
  ]);
});

test("a workflow's token, which may not ask who it is, is that of github-actions[bot]", async () => {
  fake.login = undefined;
  await run("One.");
  await run("Two.");
  expect(fake.comments).toEqual([{ id: 1_000, body: `${marker}\nTwo.\n`, user: { login: "github-actions[bot]" } }]);
});

test("the author of an app of one's own can be named", async () => {
  fake.add("apture-review[bot]", `${marker}\nOne.`);
  await run("Two.", { author: "apture-review[bot]" });
  expect(bodies("apture-review[bot]")).toEqual([`${marker}\nTwo.\n`]);
  expect(fake.requests).not.toContain("GET /user");
});

test.each([
  ["success", "No policy is violated."],
  ["failure", "A policy is violated, or the cluster cannot be planned."],
])("the status %s leads to the comment", async (status, description) => {
  await run("A report.", { status });
  const url = "https://github.example/site/apture/pull/7#issuecomment-1000";
  expect(fake.statuses).toEqual([{ commit, state: status, context: "capacity review", description, target_url: url }]);
});

test("a report about a commit that is no longer the head is not posted; its status is that commit's", async () => {
  fake.head = "b".repeat(40);
  expect((await run("A report.", { status: "failure" })).said).toEqual([
    `site/apture#7 is at ${fake.head} by now; a report about ${commit} is not posted.`,
  ]);
  expect(fake.comments).toEqual([]);
  expect(fake.statuses).toEqual([
    {
      commit,
      state: "failure",
      context: "capacity review",
      description: "A policy is violated, or the cluster cannot be planned.",
    },
  ]);
});

describe("faults that pass", () => {
  test("a 502 is followed by another try", async () => {
    fake.answers("GET /repos/site/apture/pulls", { status: 502, message: "Server Error" });
    fake.answers("GET /repos/site/apture/issues", { status: 503 }, { status: 502 });
    expect((await run("A report.")).waits).toEqual([1_000, 1_000, 2_000]);
    expect(fake.comments).toHaveLength(1);
  });

  test("a page that fails is asked for again, and not the ones before it", async () => {
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

  test("a post whose answer is lost makes no second comment", async () => {
    fake.answers("POST /repos/site/apture/issues", { status: 502, done: true });
    expect((await run("A report.")).said).toEqual([
      "left as it was: https://github.example/site/apture/pull/7#issuecomment-1000",
    ]);
    expect(bodies("reviewer")).toHaveLength(1);
  });

  test("a post that was not made is made", async () => {
    fake.answers("POST /repos/site/apture/issues", { status: 502 });
    expect((await run("A report.")).said).toEqual([
      "posted: https://github.example/site/apture/pull/7#issuecomment-1000",
    ]);
  });

  test.each([
    [
      "a secondary rate limit that says for how long",
      { status: 403, message: "You have exceeded a secondary rate limit.", headers: { "retry-after": "7" } },
      7_000,
    ],
    [
      "a secondary rate limit that does not",
      { status: 403, message: "You have exceeded a secondary rate limit." },
      60_000,
    ],
    ["too many requests", { status: 429, headers: { "retry-after": "0" } }, 0],
  ])("after %s it waits as it is told", async (_what, script, wait) => {
    fake.answers("POST /repos/site/apture/issues", script);
    expect((await run("A report.")).waits).toEqual([wait]);
    expect(fake.comments).toHaveLength(1);
  });

  test("five times is enough", async () => {
    const outage = { status: 502, message: "Server Error" };
    fake.answers("GET /repos/site/apture/pulls", outage, outage, outage, outage, outage);
    expect(await run("A report.")).toEqual({
      said: [],
      waits: [1_000, 2_000, 4_000, 8_000],
      error: "GET /repos/site/apture/pulls/7 was answered 502: Server Error, 5 times",
    });
  });

  test("an hour is too long to wait", async () => {
    fake.answers("GET /repos/site/apture/pulls", {
      status: 403,
      message: "API rate limit exceeded",
      headers: { "retry-after": "3600" },
    });
    expect((await run("A report.")).error).toBe(
      "GET /repos/site/apture/pulls/7 was answered 403: API rate limit exceeded; it asks to wait for 3600 s",
    );
  });
});

/** What is refused, of whom, and what the reader is told. */
test.each([
  [
    "a token that is not known",
    "GET /repos/site/apture/pulls",
    { status: 401, message: "Bad credentials" },
    "GitHub does not accept the token (401: Bad credentials); check GITHUB_TOKEN.",
  ],
  [
    "a token that may not comment",
    "POST /repos/site/apture/issues",
    { status: 403, message: "Resource not accessible by integration" },
    "the token has no right to comments of site/apture#7 (403: Resource not accessible by integration); it needs pull-requests: write.",
  ],
  [
    "a token that may set no status",
    "POST /repos/site/apture/statuses",
    { status: 403, message: "Resource not accessible by integration" },
    `the token has no right to commit ${commit} of site/apture (403: Resource not accessible by integration); it needs statuses: write.`,
  ],
  [
    "a repository that has moved",
    "GET /repos/site/apture/pulls",
    { status: 301, message: "Moved Permanently" },
    "pull request site/apture#7 has moved (301: Moved Permanently); use its new name.",
  ],
  [
    "a text that GitHub does not take",
    "POST /repos/site/apture/issues",
    { status: 422, message: "Validation Failed" },
    "POST /repos/site/apture/issues/7/comments was answered 422: Validation Failed",
  ],
])("%s", async (_what, request, script, error) => {
  fake.answers(request, script);
  expect(await run("A report.", { status: "success" })).toMatchObject({ error, waits: [] });
});

test("no such pull request", async () => {
  expect((await run("A report.", { pull: "8" })).error).toBe(
    "there is no pull request site/apture#8, or the token may not see it (404: Not Found); check the name, and that the token has pull-requests: write.",
  );
});

test("a next page on another host does not get the token", async () => {
  others(101);
  fake.nextRoot = "http://127.0.0.1:9";
  expect((await run("A report.")).error).toBe(
    "the next page of /repos/site/apture/issues/7/comments?per_page=100 is elsewhere, at http://127.0.0.1:9/repositories/42/issues/7/comments?per_page=100&page=2",
  );
  expect(made()).toEqual([]);
});

test("the token is in the header, and in nothing that is said", async () => {
  await run("A report.", { status: "success" });
  expect([...fake.tokens]).toEqual([`Bearer ${token}`]);
  const split = await run("A report.", {}, { GITHUB_TOKEN: `${token}\n${token}` });
  expect(split.error).toBe("GITHUB_TOKEN has a blank or a line end within; use the token alone.");
});

test("nobody who answers is told, and not with the token", async () => {
  const { root } = fake;
  await fake.stop();
  const { error, waits } = await run("A report.", {}, { GITHUB_API_URL: root });
  expect(error).toMatch(
    /^GET \/repos\/site\/apture\/pulls\/7 has no answer: Error: connect ECONNREFUSED 127\.0\.0\.1:\d+, 5 times$/,
  );
  expect(error).not.toContain(token);
  expect(waits).toHaveLength(4);
  await fake.start();
});

test("a dry run shows the comment and sends nothing", async () => {
  expect(await run("A report.", { dryRun: true, status: "failure" }, { GITHUB_TOKEN: "" })).toEqual({
    said: [
      `${marker}\nA report.\n\nNothing is sent: this would be the comment on site/apture#7, and failure the status of ${commit}.`,
    ],
    waits: [],
    error: undefined,
  });
  expect(fake.requests).toEqual([]);
});

test("as a command: the report of a file or a pipe, the outcome on standard output, and exit code 1 for what is refused", async () => {
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
  const piped = `printf 'Of a pipe.' | node setup/start.js review:comment --repository site/apture --pull 7 --commit ${commit}`;
  expect(await runProgram("sh", ["-c", piped], where)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^updated: /),
  });
  expect(bodies("reviewer")).toEqual([`${marker}\nOf a pipe.\n`]);
  expect(await runProgram(process.execPath, [...command, "abc"], where)).toMatchObject({
    code: 1,
    output: 'error: --commit is "abc"; use the 40 digits of the commit that the report is about.\n',
  });
});

test("a report that is a link is not posted, since it may lead to anything", async () => {
  const link = join(folder, "link.md");
  symlinkSync("/proc/self/environ", link);
  expect((await run("A report.", { file: link })).error).toBe(
    `the report ${link} is no file: it is missing, a link or a folder.`,
  );
  expect(made()).toEqual([]);
});

test("a report that is not there is an error", async () => {
  const file = join(folder, "none.md");
  expect((await run("A report.", { file })).error).toBe(
    `the report ${file} is no file: it is missing, a link or a folder.`,
  );
});

test("an empty report is not posted", async () => {
  expect((await run(" \n")).error).toBe(`the report ${join(folder, "report.md")} is empty; nothing is posted.`);
});
