import { markdown } from "../review/render/markdown";
import type { StackSnapshot } from "../review/snapshot/schema";
import { snapshotOfDeclaration } from "../review/snapshot/stack";
import { reviewStack } from "../review/stackReview";
import { TestRepository } from "../testing/reviewRepository";
import { generated } from "./review/generate";
import { median, timed } from "./support/measure";
import { type Figure, report } from "./support/report";

const runs = 5;
const sizes = [1_250, 2_500, 5_000, 10_000, 20_000];

/** How long a review takes: the command as an engineer runs it, and its own work against the size of the stack. */
async function main(): Promise<number> {
  console.log(
    `Two revisions of production, one of 10,000 instances on 500 machines, ${runs} times each; then growth. About a minute.`,
  );
  const repository = new TestRepository({ names: ["january", "december"] });
  try {
    addLarge(repository);
    const production = await command(repository, "december..january", "production");
    const large = await command(repository, "large..larger", "large");
    const growth = sizes.map((size) => ({ size, seconds: work(size) }));
    const [first, last] = [growth.at(0), growth.at(-1)];
    const each = (one: { size: number; seconds: number } | undefined) =>
      one === undefined ? Number.NaN : (1e6 * one.seconds) / one.size;
    const figures: Figure[] = [
      {
        name: `npm run review, two revisions of production, median of ${runs}`,
        value: production,
        unit: "s",
        atMost: 2,
      },
      {
        name: `npm run review, 10,000 instances on 500 machines, median of ${runs}`,
        value: large,
        unit: "s",
        atMost: 3,
      },
      ...growth.map(({ size, seconds }) => ({
        name: `its own work, ${size.toLocaleString("en-US")} instances on ${Math.ceil(size / 20)} machines`,
        value: 1_000 * seconds,
        unit: "ms",
      })),
      {
        name: `growth: work per instance at ${sizes.at(-1)} / at ${sizes[0]}`,
        value: each(last) / each(first),
        unit: "",
        atMost: 1.5,
      },
    ];
    return report("review-scale", figures);
  } finally {
    repository.remove();
  }
}

/** The command in a process of its own, after one run that fills the caches. */
async function command(repository: TestRepository, range: string, stack: string): Promise<number> {
  const once = () =>
    timed(
      "sh",
      [
        "-c",
        `${process.execPath} setup/start.js review ${range} -s ${stack} --format markdown > ` +
          `review.md || [ $? -eq 1 ] && [ -s review.md ]`,
      ],
      { cwd: repository.folder },
    );
  await once();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await once());
  return median(times);
}

/** Two branches with a generated stack. */
function addLarge(repository: TestRepository): void {
  for (const [branch, more] of [
    ["large", 0],
    ["larger", 4],
  ] as const) {
    repository.git("checkout", "--quiet", "-b", branch);
    repository.write("stacks/large.ts", `export default ${JSON.stringify(generated(10_000, more), null, 2)};\n`);
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--message", branch);
  }
}

/** Planning both revisions, comparing them and writing the report, in this process: the median of five. */
function work(size: number): number {
  const once = () => {
    const start = performance.now();
    const [before, after] = [facts(size, 0), facts(size, 4)];
    const made = reviewStack(before, after, "2026-11-25");
    if (made === undefined) throw new Error("nothing changed");
    markdown({
      format: 2,
      base: { name: "base" },
      head: { name: "head" },
      passed: true,
      stacks: [made],
      untouched: [],
      problems: [],
      notes: [],
    });
    return (performance.now() - start) / 1_000;
  };
  once();
  return median(Array.from({ length: runs }, once));
}

function facts(size: number, more: number): StackSnapshot {
  const made = snapshotOfDeclaration("large", generated(size, more), {
    publishedPort: 80,
    policies: [],
    images: {},
    packages: {},
  });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return made;
}

void main().then((code) => {
  process.exitCode = code;
});
