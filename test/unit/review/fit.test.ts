import { fitToLimit } from "../../../review/render/details";

const summary = ["## Capacity review", "**Everyone reads this.**"];
const detail = (title: string, length: number) => ({ title, body: "x".repeat(length) });

test("includes all details that fit", () => {
  expect(fitToLimit(summary, [detail("settings", 10)], 1_000)).toBe(
    "## Capacity review\n\n**Everyone reads " +
      "this.**\n\n<details>\n<summary>settings</summary>\n\nxxxxxxxxxx\n\n</details>\n",
  );
});

test("omits the largest details of a report of 200 kB", () => {
  const details = [
    detail("diagram", 2_000),
    detail("settings", 1_000),
    detail("files", 190_000),
    detail("machines", 60_000),
  ];
  const text = fitToLimit(summary, details, 65_536);
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).toContain("**Everyone reads this.**");
  expect(text).toContain("<summary>machines</summary>");
  expect(text).not.toContain("<summary>files</summary>");
  expect(text).toMatch(/\n_Omitted to fit: files\. `npm run review` shows them\._\n$/);
});

test("never cuts the summary", () => {
  const long = ["# All", "y".repeat(100_000)];
  expect(fitToLimit(long, [detail("settings", 10)], 65_536)).toBe(
    `# All\n\n${"y".repeat(100_000)}\n\n_Omitted to fit: settings. \`npm run review\` shows them._\n`,
  );
});
