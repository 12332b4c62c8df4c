import { parseRange } from "../../../review/git/repository";

test.each([
  [undefined, "HEAD", undefined, false],
  ["main", "main", undefined, false],
  ["main..feature", "main", "feature", false],
  ["main...feature", "main", "feature", true],
  ["main..", "main", "HEAD", false],
  ["..feature", "HEAD", "feature", false],
  ["v1.2..v1.3", "v1.2", "v1.3", false],
  ["HEAD~2..HEAD^", "HEAD~2", "HEAD^", false],
] as const)("parses %s", (text, base, head, fromMergeBase) =>
  expect(parseRange(text)).toEqual({ base, head, fromMergeBase }),
);
