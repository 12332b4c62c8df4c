import { Problem } from "../lib/problem";
import { stops } from "./diff/policies";
import type { Review } from "./diff/schema";
import { reviewStack, reviewWhole } from "./diff/stack";
import { CheckoutCache } from "./git/checkoutCache";
import { parseRange } from "./git/range";
import { Repository } from "./git/repository";
import { type Planner, type Reading, readRevision } from "./snapshot/read";
import type { StackReading, StackSnapshot } from "./snapshot/schema";

export interface ReviewOptions {
  /** The project: its working tree, its repository, and the code that reviews. */
  readonly project: string;
  /** As `git diff` takes it. @default HEAD against the working tree */
  readonly range?: string;
  /** Only this stack. @default all */
  readonly stack?: string;
  /** What waivers are held against: `2026-11-23`; UTC. */
  readonly today: string;
  /** Where the files of commits are kept. */
  readonly cache: string;
  /** What both revisions run with. */
  readonly nodeModules: string;
  /** How a folder is planned. @default in a process of its own */
  readonly planner?: Planner;
}

/** What the change between two revisions does to every stack. @throws Problem where there are no two revisions to compare. */
export async function review(options: ReviewOptions): Promise<Review> {
  const { project, stack, today, cache, nodeModules, planner } = options;
  const range = parseRange(options.range);
  const repository = await Repository.at(project);
  const [named, headCommit] = await Promise.all([
    repository.commitOf(range.base),
    range.head === undefined ? undefined : repository.commitOf(range.head),
  ]);
  const baseCommit =
    range.fromMergeBase && headCommit !== undefined ? await repository.mergeBase(named, headCommit) : named;

  const trees = new CheckoutCache(cache, nodeModules);
  const read = async (commit: string | undefined) =>
    readRevision(commit === undefined ? project : await trees.of(commit, repository), project, planner);
  const [before, after] = await Promise.all([read(baseCommit), read(headCommit)]);
  return {
    format: 1,
    base: { name: range.fromMergeBase ? `${range.base}...` : range.base, commit: baseCommit },
    head: headCommit === undefined ? { name: "the working tree" } : { name: range.head ?? "HEAD", commit: headCommit },
    ...compare(before, after, stack, today),
    notes: notesOf(range.base, before, range.head ?? "the working tree", after),
  };
}

type Comparison = Pick<Review, "passed" | "stacks" | "untouched" | "problems">;

function compare(before: Reading, after: Reading, only: string | undefined, today: string): Comparison {
  const [old, now] = [stacksOf(before), stacksOf(after)];
  const known = [...new Set([...now.keys(), ...old.keys()])];
  if (only !== undefined && !known.includes(only) && "stacks" in before && "stacks" in after) {
    throw new Problem(`The stack ${only} is declared at neither revision; use ${known.join(" or ")}.`);
  }
  const problems: Review["problems"] = [...wholeProblems("base", before), ...wholeProblems("head", after)];
  const stacks: Review["stacks"] = [];
  const untouched: string[] = [];
  for (const name of known.filter((one) => only === undefined || one === only)) {
    const [was, is] = [old.get(name), now.get(name)];
    for (const [revision, reading] of [
      ["base", was],
      ["head", is],
    ] as const) {
      if (reading !== undefined && "problems" in reading)
        problems.push({ revision, stack: name, problems: reading.problems });
    }
    const [first, second] = [factsOf(was), factsOf(is)];
    if (first !== undefined && second !== undefined) {
      const made = reviewStack(first, second, today);
      if (made === undefined) untouched.push(name);
      else stacks.push(made);
    }
    // One that the other revision declares, and cannot plan, is neither new nor gone.
    if (second !== undefined && was === undefined && "stacks" in before) stacks.push(reviewWhole(second, "new", today));
    if (first !== undefined && is === undefined && "stacks" in after) stacks.push(reviewWhole(first, "removed", today));
  }
  const passed = problems.length === 0 && stacks.every(({ policies }) => !policies.some(stops));
  return { passed, stacks, untouched, problems };
}

const stacksOf = (reading: Reading): Map<string, StackReading> =>
  new Map(("stacks" in reading ? reading.stacks : []).map((one) => [one.stack, one]));

const factsOf = (reading: StackReading | undefined): StackSnapshot | undefined =>
  reading === undefined || "problems" in reading ? undefined : reading;

const wholeProblems = (revision: "base" | "head", reading: Reading): Review["problems"] =>
  "problems" in reading ? [{ revision, problems: reading.problems }] : [];

/** What is not as usual about how the revisions were read. */
function notesOf(base: string, before: Reading, head: string, after: Reading): string[] {
  const foreign = [...(before.byItself ? [] : [base]), ...(after.byItself ? [] : [head])];
  return foreign.length === 0
    ? []
    : [
        `${foreign.join(" and ")} ${foreign.length === 1 ? "is" : "are"} from before this review, and planned by ` +
          `the reviewer's code.`,
      ];
}
