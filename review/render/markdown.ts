import { isWaived, stopsUp } from "../diff/policies";
import type { Effect, PolicyChange, Review, StackReview } from "../diff/schema";
import { detailsOf, fitToLimit, metricTable } from "./details";
import { codeBlock, inline, table } from "./escape";
import { durationText, noChange, previewHeading, previewLines, problemHeading, shownMetrics, title } from "./shared";

/** GitHub rejects comments of more than 65,536 characters. The difference is for the marker of `review/github`. */
export const commentLimit = 65_500;

/** The report as one comment. */
export function markdown(review: Review, limit = commentLimit): string {
  const { stacks, untouched, problems, preview, notes } = review;
  const summary = [
    `## ${inline(title(review))}`,
    ...(stacks.length + problems.length === 0 ? [noChange] : []),
    ...problems.flatMap((one) => [`### ${inline(problemHeading(one))}`, codeBlock("", one.problems.join("\n"))]),
    ...stacks.flatMap(stackSummary),
    ...(preview === undefined ? [] : [list(`### ${previewHeading}`, previewLines(preview).map(inline))]),
    ...(untouched.length > 0 && stacks.length > 0 ? [`_Not affected: ${inline(untouched.join(", "))}._`] : []),
    ...notes.map((note) => `_${inline(note)}_`),
  ];
  return fitToLimit(summary, stacks.flatMap(detailsOf), limit);
}

const list = (heading: string, items: readonly string[]): string =>
  [heading, ...items.map((item) => `- ${item}`)].join("\n");

/** Everything that a reviewer must see of a stack. */
function stackSummary(review: StackReview): string[] {
  const { stack, headline, prerequisites, questions, policies, policiesAdded, policiesRemoved, effects, metrics } =
    review;
  const policyItems = [
    ...policies.map(policyItem),
    ...policiesRemoved.map((policy) => `**${inline(policy)}**: no longer applies.`),
    ...policiesAdded.map((policy) => `**${inline(policy)}**: applies from now on.`),
  ];
  const shown = shownMetrics(metrics);
  return [
    `### ${inline(stack)}`,
    `**${inline(headline)}**`,
    ...(prerequisites.length > 0 ? [list("#### Before up", prerequisites.map(inline))] : []),
    ...(questions.length > 0
      ? [["#### Questions for the author", ...questions.map((one, index) => `${index + 1}. ${inline(one)}`)].join("\n")]
      : []),
    ...(policyItems.length > 0 ? [list("#### Policies", policyItems)] : []),
    ...(effects.length > 0
      ? [`#### What happens\n${table(["class", "what", "duration", "rollback"], effects.map(effectRow))}`]
      : []),
    ...effects.flatMap(preflightText),
    ...(shown.length > 0 ? [`#### What changes\n${metricTable(shown)}`] : []),
  ];
}

function policyItem(change: PolicyChange): string {
  const { policy, level, violation, state, waiver } = change;
  const consequence = stopsUp(change) ? "stops up" : isWaived(change) ? "waived" : level;
  const status = state === "resolved" ? "resolved" : `${state}, ${consequence}`;
  return (
    `**${inline(policy)}** (${status}): ` +
    `${inline(`${violation}${waiver === undefined ? "" : ` ${waiverText(waiver)}`}`)}`
  );
}

const waiverText = ({ ended, until, reason }: NonNullable<PolicyChange["waiver"]>): string =>
  ended ? `Its waiver ended on ${until}.` : `Waived until ${until}: ${reason}`;

const effectRow = (effect: Effect): string[] => [
  `**${effect.class}**`,
  `${inline(effect.what)} _${inline(effect.why)}_`,
  inline(durationText(effect)),
  inline(effect.rollback),
];

const preflightText = ({ preflight, what }: Effect): string[] =>
  preflight === undefined
    ? []
    : [
        inline(
          `Checked before ${what.split(" takes over")[0]} takes over: ${preflight.join("; ")}. Otherwise nothing ` +
            "changes, and up fails with the reason.",
        ),
      ];
