import { root } from "../../lib/paths";
import { printingReport } from "../../lib/report";
import { CommandFailed, run } from "../../lib/run";
import type { Review } from "../../review/diff/schema";
import { comparePreview } from "../../review/preview/compare";
import { type Preview, previewFailure, readPreview } from "../../review/preview/read";
import { previewCommand } from "../commands/preview";

/**
 * Adds what `pulumi preview` says of the working tree to its review. Where a revision does not plan there is nothing to compare: its problems
 * are in the review.
 */
export async function withPreview(review: Review, stack: string): Promise<Review> {
  if (review.problems.length > 0) return review;
  const preview = comparePreview(review, stack, await previewOf(stack));
  return { ...review, passed: review.passed && preview.agrees, preview };
}

/** Standard output is the report's, so set-up tells how it goes on where errors go. */
async function previewOf(stack: string): Promise<Preview> {
  const { pulumi, args } = await previewCommand(stack, printingReport(console.error));
  const printed = await run(pulumi.path, [...args, "--json", "--non-interactive"], {
    cwd: root,
    env: pulumi.env,
  }).catch((error: unknown) => {
    throw error instanceof CommandFailed ? previewFailure(stack, error.stdout, error.output) : error;
  });
  return readPreview(stack, printed);
}
