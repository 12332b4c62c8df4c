import { Problem } from "../../../../lib/problem";
import { accessOf, settingsOf } from "../../../../review/github/settings";

const sound = { repository: "site/apture", pull: "7", commit: "a".repeat(40), status: "", author: "" };

test("reads the options of the command line", () => {
  expect(settingsOf({ ...sound, status: "failure", author: "me" })).toEqual({
    owner: "site",
    repo: "apture",
    pull: 7,
    commit: sound.commit,
    status: "failure",
    author: "me",
  });
  expect(settingsOf(sound)).toMatchObject({ status: undefined, author: undefined });
});

test.each([
  ["repository", "apture", '--repository is "apture"; use owner/name.'],
  ["repository", "site/apture/../other", '--repository is "site/apture/../other"; use owner/name.'],
  ["repository", "site/..", '--repository is "site/.."; use owner/name.'],
  ["pull", "", '--pull is ""; use the number of a pull request.'],
  ["pull", "7/../8", '--pull is "7/../8"; use the number of a pull request.'],
  ["commit", "abc1234", '--commit is "abc1234"; use all 40 digits of the reviewed commit.'],
  ["status", "pending", '--status is "pending"; use success or failure, or omit it.'],
])("rejects --%s %j", (name, value, problem) => {
  expect(() => settingsOf({ ...sound, [name]: value })).toThrow(new Problem(problem));
});

test("reports all errors together", () => {
  expect(() => settingsOf({ ...sound, repository: "", pull: "x" })).toThrow(
    new Problem('--repository is ""; use owner/name.\n--pull is "x"; use the number of a pull request.'),
  );
});

test.each([
  [undefined, "https://api.github.com"],
  ["https://git.example/api/v3/", "https://git.example/api/v3"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
])("GITHUB_API_URL %s is the root %s", (url, root) => {
  expect(accessOf({ GITHUB_TOKEN: " t0ken\n", ...(url === undefined ? {} : { GITHUB_API_URL: url }) })).toEqual({
    root,
    token: "t0ken",
  });
});

test.each([
  [
    {},
    "GITHUB_TOKEN is missing; use a token that may write comments (pull-requests: write) and statuses " +
      "(statuses: write).",
  ],
  [{ GITHUB_TOKEN: "t0 ken" }, "GITHUB_TOKEN contains a space or a line break; use the token alone."],
  [
    { GITHUB_TOKEN: "t0ken", GITHUB_API_URL: "http://git.example" },
    'GITHUB_API_URL is "http://git.example"; use an https:// address.',
  ],
  [
    { GITHUB_TOKEN: "t0ken", GITHUB_API_URL: "git.example" },
    'GITHUB_API_URL is "git.example"; use an https:// address.',
  ],
])("rejects %j", (env, problem) => expect(() => accessOf(env)).toThrow(new Problem(problem)));
