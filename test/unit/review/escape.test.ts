import type { PolicyChange, Review, StackReview } from "../../../review/diff/schema";
import { code, codeBlock, inline, line, visible } from "../../../review/render/escape";
import { json } from "../../../review/render/json";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";

test.each([
  ["a terminal escape", "\u001b[2Jgone", "\\u001b[2Jgone"],
  ["a C1 control character", "\u009b2J", "\\u009b2J"],
  ["a carriage return", "safe\rfalse", "safe\\u000dfalse"],
  ["a change of direction", "a\u202eb", "a\\u202eb"],
  ["an invisible character", "a\u200bb", "a\\u200bb"],
  ["an ordinary text", "5 GiB → 10 GiB, Grüße\tß", "5 GiB → 10 GiB, Grüße\tß"],
])("shows %s", (_what, given, expected) => expect(visible(given)).toBe(expected));

test("puts a text with several lines on one", () => expect(line("one\n  two\n")).toBe("one two "));

test.each([
  ["emphasis", "*bold* _it_ ~~no~~", "\\*bold\\* \\_it\\_ \\~\\~no\\~\\~"],
  ["underscores within words", "max_wal_size", "max_wal_size"],
  ["HTML", "<img src=x> &lt;b&gt; R&D", "&lt;img src=x> &amp;lt;b&amp;gt; R&D"],
  ["links and images", "![x](https://example.com)", "!\\[x\\](https://example.com)"],
  ["mentions", "ask @site/team", "ask @\u2060site/team"],
  ["code", "run `a_b *c*` now", "run `a_b *c*` now"],
  ["a single backtick", "it`s", "it\\`s"],
  ["line breaks", "one\n# two", "one # two"],
  ["backslashes", "a\\*b", "a\\\\\\*b"],
])("escapes %s in Markdown", (_what, given, expected) => expect(inline(given)).toBe(expected));

test("fences code with more backticks than it contains", () => {
  expect(code("a")).toBe("`a`");
  expect(code("a`b``c")).toBe("``` a`b``c ```");
  expect(codeBlock("diff", "+ ```")).toBe("````diff\n+ ```\n````");
});

const hostile = "</details>\n# Passed\u001b[2J\u202e @everyone *| [x](y)";
const policy: PolicyChange = {
  policy: `p ${hostile}`,
  level: "mandatory",
  violation: hostile,
  state: "new",
  waiver: { reason: hostile, until: "2027-01-31", ended: false },
};
const stack: StackReview = {
  stack: hostile,
  state: "changed",
  headline: hostile,
  class: "live",
  seconds: 0,
  prerequisites: [hostile],
  questions: [hostile],
  effects: [
    { class: "live", what: hostile, why: hostile, rollback: hostile, preflight: [hostile], services: [hostile] },
  ],
  services: [],
  metrics: [{ section: "cache", subject: hostile, metric: hostile, unit: "", before: hostile, after: 1, why: hostile }],
  policiesAdded: [],
  policiesRemoved: [],
  policies: [policy],
  images: [{ image: hostile, before: hostile, after: hostile, packages: [{ name: hostile, before: hostile }] }],
  settings: [{ path: hostile, before: hostile, after: { reason: hostile } }],
  files: [{ name: hostile, diff: `+\`\`\`\n+${hostile}` }],
};
const review: Review = {
  format: 2,
  base: { name: hostile },
  head: { name: hostile },
  passed: true,
  stacks: [stack],
  untouched: [hostile],
  problems: [{ revision: "head", stack: hostile, problems: [hostile] }],
  notes: [hostile],
};

test.each([
  ["text", text],
  ["markdown", markdown],
  ["json", json],
])("--format %s contains no control character", (_format, write) => {
  expect(write(review)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("in Markdown, users' texts are no markup, except in code", () => {
  const report = markdown(review);
  // Blocks of code, then inline code.
  const prose = report.replace(/^(`{3,}).*\n[\s\S]*?\n\1$/gm, "").replace(/(?<!\\)(`+)[^`\n]+?\1/g, "");
  expect(prose.match(/<\/details>/g)).toHaveLength(prose.match(/<details>/g)?.length ?? 0);
  expect(prose).not.toMatch(/^# Passed/m);
  expect(prose).not.toMatch(/@everyone|(?<!\\)\[x|(?<![\\*|])\*(?![*])(?!\*)/);
});

test("JSON keeps the texts as they are", () => expect(JSON.parse(json(review))).toEqual(review));
