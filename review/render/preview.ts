import type { PreviewReview } from "../diff/schema";

export const previewHeading = "What pulumi preview says";

/** One line where it agrees; else every contradiction, and what they often come from. */
export function previewLines({ agrees, contradictions, stack, ...numbers }: PreviewReview): string[] {
  if (agrees) {
    const { updated, created, replaced, deleted } = numbers;
    const counts = Object.entries({ updated, created, replaced, deleted }).filter(([, number]) => number > 0);
    const said =
      counts.length === 0 ? "no service changes" : counts.map(([what, number]) => `${number} ${what}`).join(", ");
    return [`pulumi preview agrees: ${said}.`];
  }
  return [
    ...contradictions,
    `It compares with what runs of ${stack}, and the review with a revision: where up ran last from another one, name that one as the base.`,
  ];
}
