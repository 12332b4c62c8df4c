import type { StackReview } from "../../review/diff/schema";
import type { StackSnapshot } from "../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../review/snapshot/stack";
import { reviewStack } from "../../review/stackReview";
import type { Declaration } from "./changes";

/** Name and port of the stack. */
export const stack = "review";
export const port = 18_093;

/** Reviews a change of the declaration without git. @throws Error if a declaration is invalid or nothing changes */
export function predict(before: Declaration, after: Declaration): StackReview {
  const review = reviewStack(snapshotOf(before), snapshotOf(after), new Date().toISOString().slice(0, 10));
  if (review === undefined) throw new Error("the review found no change");
  return review;
}

function snapshotOf(declaration: Declaration): StackSnapshot {
  const snapshot = snapshotOfDeclaration(stack, declaration, {
    publishedPort: port,
    policies: [],
    images: {},
    packages: {},
  });
  if ("problems" in snapshot) throw new Error(snapshot.problems.join("\n"));
  return snapshot;
}
