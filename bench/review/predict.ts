import type { StackReview } from "../../review/diff/schema";
import type { StackSnapshot } from "../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../review/snapshot/stack";
import { reviewStack } from "../../review/stackReview";
import type { Declaration } from "./changes";

/** The stack's name, and its port on this machine. */
export const stack = "review";
export const port = 18_093;

/**
 * What the review says of a change of the declaration: both are planned as a review plans them, without git.
 * @throws Error where one does not plan
 */
export function predict(before: Declaration, after: Declaration): StackReview {
  const made = reviewStack(factsOf(before), factsOf(after), new Date().toISOString().slice(0, 10));
  if (made === undefined) throw new Error("the review sees no change");
  return made;
}

function factsOf(declaration: Declaration): StackSnapshot {
  const facts = snapshotOfDeclaration(stack, declaration, {
    publishedPort: port,
    policies: [],
    images: {},
    packages: {},
  });
  if ("problems" in facts) throw new Error(facts.problems.join("\n"));
  return facts;
}
