import { fit } from "../../../review/render/document";

const summary = ["## Capacity review", "**All of this is read.**"];
const detail = (title: string, length: number) => ({ title, body: "x".repeat(length) });

test("what fits is whole", () => {
  expect(fit({ summary, details: [detail("settings", 10)] }, 1_000)).toBe(
    "## Capacity review\n\n**All of this is read.**\n\n<details>\n<summary>settings</summary>\n\nxxxxxxxxxx\n\n</details>\n",
  );
});

test("of 200 kB the largest details go, and the summary stays whole", () => {
  const text = fit(
    {
      summary,
      details: [
        detail("diagram", 2_000),
        detail("settings", 1_000),
        detail("files", 190_000),
        detail("machines", 60_000),
      ],
    },
    65_536,
  );
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).toContain("**All of this is read.**");
  expect(text).toContain("<summary>machines</summary>");
  expect(text).not.toContain("<summary>files</summary>");
  expect(text).toMatch(/\n_Left out to fit: files\. `npm run review` shows them\._\n$/);
});

test("a summary is never cut, whatever the limit", () => {
  const long = ["# All", "y".repeat(100_000)];
  expect(fit({ summary: long, details: [detail("settings", 10)] }, 65_536)).toBe(
    `# All\n\n${"y".repeat(100_000)}\n\n_Left out to fit: settings. \`npm run review\` shows them._\n`,
  );
});
