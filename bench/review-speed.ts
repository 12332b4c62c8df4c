import { markdown } from "../review/render/markdown";
import type { StackSnapshot } from "../review/snapshot/schema";
import { snapshotOfDeclaration } from "../review/snapshot/stack";
import { reviewStack } from "../review/stackReview";
import { median } from "../testing/checkers/statistics";
import { allFiles, TestRepository } from "../testing/reviewRepository";
import { timed } from "../testing/run";
import { largeDeclaration } from "./review-speed/largeDeclaration";
import { report } from "./support/report";

const runs = 5;
const [smallest, largest] = [1_250, 20_000];
const sizes = [smallest, 2_500, 5_000, 10_000, largest];

/** Times reviews: the whole command, and the review's own work by the size of the stack. */
async function main(): Promise<number> {
  console.log(`Timing reviews, ${runs} times each. This takes about a minute.`);
  const repository = new TestRepository({ names: ["january", "december"], paths: allFiles });
  try {
    addLargeStack(repository);
    const production = await commandSeconds(repository, "december..january", "production");
    const large = await commandSeconds(repository, "large..larger", "large");
    const work = new Map(sizes.map((size) => [size, reviewSeconds(size)]));
    const perInstance = (size: number) => (work.get(size) ?? Number.NaN) / size;
    return report("review-speed", [
      { name: `npm run review of production, median of ${runs}`, value: production, unit: "s", atMost: 2 },
      {
        name: `npm run review of 10,000 instances on 500 machines, median of ${runs}`,
        value: large,
        unit: "s",
        atMost: 3,
      },
      ...[...work].map(([size, seconds]) => ({
        name: `review without start-up, ${size.toLocaleString("en-US")} instances on ${Math.ceil(size / 20)} machines`,
        value: 1_000 * seconds,
        unit: "ms",
      })),
      {
        name: `work per instance, ${largest} instances / ${smallest} instances`,
        value: perInstance(largest) / perInstance(smallest),
        unit: "",
        atMost: 1.5,
      },
    ]);
  } finally {
    repository.remove();
  }
}

/** Returns the median seconds of the command in a process of its own, after one run that fills the caches. */
async function commandSeconds(repository: TestRepository, range: string, stack: string): Promise<number> {
  const review = () =>
    timed(
      "sh",
      [
        "-c",
        // A review exits with 1 if a policy is violated.
        `${process.execPath} setup/start.js review ${range} -s ${stack} --format markdown > ` +
          `review.md || [ $? -eq 1 ] && [ -s review.md ]`,
      ],
      { cwd: repository.folder },
    );
  await review();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await review());
  return median(seconds);
}

/** Adds two branches with a generated stack, before and after a change. */
function addLargeStack(repository: TestRepository): void {
  for (const [branch, additional] of [
    ["large", 0],
    ["larger", 4],
  ] as const) {
    const declaration = largeDeclaration(10_000, additional);
    repository.git("checkout", "--quiet", "-b", branch);
    repository.write("stacks/large.ts", `export default ${JSON.stringify(declaration, null, 2)};\n`);
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--message", branch);
  }
}

/** Returns the median seconds for planning both revisions, comparing them and rendering the report, in this process. */
function reviewSeconds(size: number): number {
  const review = () => {
    const start = performance.now();
    const stack = reviewStack(snapshotOf(size, 0), snapshotOf(size, 4), "2026-11-25");
    if (stack === undefined) throw new Error("the review found no change");
    markdown({
      format: 2,
      base: { name: "base" },
      head: { name: "head" },
      passed: true,
      stacks: [stack],
      untouched: [],
      problems: [],
      notes: [],
    });
    return (performance.now() - start) / 1_000;
  };
  review();
  return median(Array.from({ length: runs }, review));
}

function snapshotOf(size: number, additional: number): StackSnapshot {
  const snapshot = snapshotOfDeclaration("large", largeDeclaration(size, additional), {
    publishedPort: 80,
    policies: [],
    images: {},
    packages: {},
  });
  if ("problems" in snapshot) throw new Error(snapshot.problems.join("\n"));
  return snapshot;
}

void main().then((code) => {
  process.exitCode = code;
});
