import { root } from "../../lib/paths";
import { printingReport } from "../../lib/report";
import { CommandFailed, run } from "../../lib/run";
import type { Review } from "../../review/diff/schema";
import { comparePreview } from "../../review/preview/compare";
import { type Preview, previewFailure, readPreview } from "../../review/preview/read";
import { previewCommand } from "../actions/preview";

/**
 * Adds a comparison with `pulumi preview` of the working tree to a review. A review with problems has no plan to
 * compare.
 */
export async function withPreview(review: Review, stack: string): Promise<Review> {
  if (review.problems.length > 0) return review;
  const preview = comparePreview(review, stack, await runPreview(stack));
  return { ...review, passed: review.passed && preview.agrees, preview };
}

/** Set-up reports its progress on standard error, because standard output is for the report. */
async function runPreview(stack: string): Promise<Preview> {
  const { pulumi, args } = await previewCommand(stack, printingReport(console.error));
  const output = await run(pulumi.path, [...args, "--json", "--non-interactive"], {
    cwd: root,
    env: pulumi.env,
  }).catch((error: unknown) => {
    throw error instanceof CommandFailed ? previewFailure(stack, error.stdout, error.output) : error;
  });
  return readPreview(stack, output);
}
