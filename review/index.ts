import { Problem } from "../lib/problem";
import { stopsUp } from "./diff/policies";
import type { Review } from "./diff/schema";
import { CheckoutCache } from "./git/checkoutCache";
import { parseRange, Repository } from "./git/repository";
import { type Planner, type Reading, readRevision } from "./snapshot/read";
import type { StackReading, StackSnapshot } from "./snapshot/schema";
import { reviewAlone, reviewStack } from "./stackReview";

export interface ReviewOptions {
  /** The project folder: its working tree, its repository, and the code that reviews. */
  readonly project: string;
  /** As for `git diff`. @default HEAD against the working tree */
  readonly range?: string;
  /** Only this stack. @default all */
  readonly stack?: string;
  /** Compared with the end of waivers: `2026-11-23`, UTC. */
  readonly today: string;
  /** Folder for checked-out commits. */
  readonly cache: string;
  /** npm packages for both revisions. */
  readonly nodeModules: string;
  /** How to plan a folder. @default in a process of its own */
  readonly planner?: Planner;
}

/**
 * What the change between two revisions does to each stack. @throws Problem if there are no two revisions to compare
 */
export async function review(options: ReviewOptions): Promise<Review> {
  const { project, stack, today, cache, nodeModules, planner } = options;
  const range = parseRange(options.range);
  const repository = await Repository.at(project);
  const [namedBase, headCommit] = await Promise.all([
    repository.commitOf(range.base),
    range.head === undefined ? undefined : repository.commitOf(range.head),
  ]);
  const baseCommit =
    range.fromMergeBase && headCommit !== undefined ? await repository.mergeBase(namedBase, headCommit) : namedBase;

  const checkouts = new CheckoutCache(cache, nodeModules);
  const read = async (commit: string | undefined): Promise<Reading> => {
    if (commit === undefined) return readRevision(project, project, planner);
    if (!(await repository.hasProject(commit)))
      return { problems: ["This commit does not contain the project's folder."], plannedByItself: true };
    return readRevision(await checkouts.of(commit, repository), project, planner);
  };
  const [before, after] = await Promise.all([read(baseCommit), read(headCommit)]);
  return {
    format: 2,
    base: { name: range.fromMergeBase ? `${range.base}...` : range.base, commit: baseCommit },
    head: headCommit === undefined ? { name: "working tree" } : { name: range.head ?? "HEAD", commit: headCommit },
    ...compare(before, after, stack, today),
    notes: notesOf([
      [range.base, before],
      [range.head ?? "the working tree", after],
    ]),
  };
}

type Comparison = Pick<Review, "passed" | "stacks" | "untouched" | "problems">;

function compare(before: Reading, after: Reading, only: string | undefined, today: string): Comparison {
  const [old, now] = [stacksOf(before), stacksOf(after)];
  const known = [...new Set([...now.keys(), ...old.keys()])];
  if (only !== undefined && !known.includes(only) && "stacks" in before && "stacks" in after) {
    throw new Problem(`No revision declares the stack ${only}; use ${known.join(" or ")}.`);
  }
  const problems: Review["problems"] = [
    ...("problems" in before ? [{ revision: "base" as const, problems: before.problems }] : []),
    ...("problems" in after ? [{ revision: "head" as const, problems: after.problems }] : []),
  ];
  const stacks: Review["stacks"] = [];
  const untouched: string[] = [];
  for (const name of known.filter((one) => only === undefined || one === only)) {
    const [was, is] = [old.get(name), now.get(name)];
    if (was !== undefined && "problems" in was)
      problems.push({ revision: "base", stack: name, problems: was.problems });
    if (is !== undefined && "problems" in is) problems.push({ revision: "head", stack: name, problems: is.problems });
    const [first, second] = [snapshotOf(was), snapshotOf(is)];
    if (first !== undefined && second !== undefined) {
      const changed = reviewStack(first, second, today);
      if (changed === undefined) untouched.push(name);
      else stacks.push(changed);
    } else if (second !== undefined) {
      // If the base has the stack, or may have it, it is not new.
      const isNew = was === undefined && "stacks" in before;
      stacks.push(reviewAlone(second, isNew ? "new" : "repaired", today));
    } else if (first !== undefined && is === undefined && "stacks" in after) {
      stacks.push(reviewAlone(first, "removed", today));
    }
  }
  // A base that does not plan is no fault of the change.
  const headPlans = problems.every(({ revision }) => revision === "base");
  const passed = headPlans && stacks.every(({ policies }) => !policies.some(stopsUp));
  return { passed, stacks, untouched, problems };
}

const stacksOf = (reading: Reading): Map<string, StackReading> =>
  new Map(("stacks" in reading ? reading.stacks : []).map((one) => [one.stack, one]));

const snapshotOf = (reading: StackReading | undefined): StackSnapshot | undefined =>
  reading === undefined || "problems" in reading ? undefined : reading;

/** What is unusual about how the revisions were read. */
function notesOf(readings: readonly (readonly [name: string, Reading])[]): string[] {
  const names = readings.flatMap(([name, { plannedByItself }]) => (plannedByItself ? [] : [name]));
  if (names.length === 0) return [];
  const [verb, possessive] = names.length === 1 ? ["has", "it"] : ["have", "them"];
  return [
    `${names.join(" and ")} ${verb} no review, or one with another format: the reviewer's code planned ${possessive}.`,
  ];
}
