import { bodyOf, marker } from "../../../../review/github/body";

const limit = 65_536;
const row = "| cache | 2 GiB | 10 GiB |\n";

test("a report follows the marker as it is", () =>
  expect(bodyOf("\n# Review\n\nText.\n\n")).toBe(`${marker}\n# Review\n\nText.\n`));

test("a report that fills a comment to its last character is not cut", () => {
  const report = "x".repeat(limit - marker.length - 2);
  expect(bodyOf(report)).toBe(`${marker}\n${report}\n`);
  expect(bodyOf(`${report}\nx`)).toContain("The rest is cut");
});

test("one of 200 kB keeps its beginning, to the end of a line, and says that it is cut", () => {
  const body = bodyOf(`# Summary\n\n${row.repeat(8_000)}`);
  expect(body.length).toBeLessThanOrEqual(limit);
  expect(body.length).toBeGreaterThan(limit - 600);
  expect(body.startsWith(`${marker}\n# Summary\n\n${row}`)).toBe(true);
  expect(body.split("\n").slice(-4)).toEqual([
    row.trim(),
    "",
    "_The rest is cut: a comment takes 65,536 characters, and the report has 216,010._",
    "",
  ]);
});

test("one line of 200 kB is cut within", () => {
  expect(bodyOf("x".repeat(200_000)).length).toBeLessThanOrEqual(limit);
});

test("what is folded or quoted where it is cut is closed", () => {
  const body = bodyOf(
    `<details><summary>Done</summary>\n</details>\n<details><summary>Plan</summary>\n\n<details>\n\n\`\`\`diff\n${row.repeat(8_000)}`,
  );
  expect(body.length).toBeLessThanOrEqual(limit);
  expect(body).toContain(`${row}\`\`\`\n\n</details>\n\n</details>\n\n_The rest is cut`);
});
