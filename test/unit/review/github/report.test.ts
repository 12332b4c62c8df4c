import { commentOf, marker, outdatedComment } from "../../../../review/github/report";

const limit = 65_536;
const row = "| cache | 2 GiB | 10 GiB |\n";

test("puts the report after the marker", () =>
  expect(commentOf("\n# Review\n\nText.\n\n")).toBe(`${marker}\n# Review\n\nText.\n`));

test("does not cut a report of exactly the allowed length", () => {
  const report = "x".repeat(limit - marker.length - 2);
  expect(commentOf(report)).toBe(`${marker}\n${report}\n`);
  expect(commentOf(`${report}\nx`)).toContain("The rest is omitted");
});

test("cuts a report of 200 kB at the end of a line and says so", () => {
  const comment = commentOf(`# Summary\n\n${row.repeat(8_000)}`);
  expect(comment.length).toBeLessThanOrEqual(limit);
  expect(comment.length).toBeGreaterThan(limit - 600);
  expect(comment.startsWith(`${marker}\n# Summary\n\n${row}`)).toBe(true);
  expect(comment.split("\n").slice(-4)).toEqual([
    row.trim(),
    "",
    "_The rest is omitted: a comment has at most 65,536 characters, the report has 216,010._",
    "",
  ]);
});

test("cuts a single line of 200 kB", () => {
  expect(commentOf("x".repeat(200_000)).length).toBeLessThanOrEqual(limit);
});

test("closes code blocks and details that are open at the cut", () => {
  const comment = commentOf(
    `<details><summary>Done</summary>\n</details>\n<details><summary>Plan</summary>\n\n<details>\n\n\`\`\`diff\n${row.repeat(8_000)}`,
  );
  expect(comment.length).toBeLessThanOrEqual(limit);
  expect(comment).toContain(`${row}\`\`\`\n\n</details>\n\n</details>\n\n_The rest is omitted`);
});

test("an outdated comment names the commit without a report, and has one note after several failures", () => {
  const note = (commit: string) =>
    `${marker}\n> **Outdated.** This report is about an earlier commit. The review of ${commit} produced no ` +
    `report; see its log.\n\n# Review\n`;
  const first = outdatedComment(commentOf("# Review"), "abc");
  expect(first).toBe(note("abc"));
  expect(outdatedComment(first, "def")).toBe(note("def"));
});
