import { isWaived, stops } from "../diff/policies";
import type { Effect, PolicyChange, Review, StackReview } from "../diff/schema";
import { detailsOf } from "./details";
import { type Document, fit } from "./document";
import { timesOf } from "./durations";
import { figureTable, shown } from "./figureTable";
import { previewHeading, previewLines } from "./preview";
import { table } from "./table";
import { title } from "./title";

/** GitHub refuses a comment of more than 65,536 characters; the rest is for the line by which `review/comment` finds its own. */
export const commentLimit = 65_500;

/** The report as one comment. */
export const markdown = (review: Review, limit = commentLimit): string => fit(documentOf(review), limit);

function documentOf(review: Review): Document {
  const { stacks, untouched, problems, preview, notes } = review;
  const nothing =
    stacks.length + problems.length === 0
      ? ["No stack changes: the same services, files, images and limits as before."]
      : [];
  return {
    summary: [
      `## ${title(review)}`,
      ...nothing,
      ...problems.map(problemBlock),
      ...stacks.flatMap(summaryOf),
      ...(preview === undefined
        ? []
        : [[`### ${previewHeading}`, ...previewLines(preview).map((line) => `- ${line}`)].join("\n")]),
      ...(untouched.length > 0 && stacks.length > 0 ? [`_Not touched: ${untouched.join(", ")}._`] : []),
      ...notes.map((note) => `_${note}_`),
    ],
    details: stacks.flatMap(detailsOf),
  };
}

function problemBlock({ revision, stack, problems }: Review["problems"][number]): string {
  const where = revision === "head" ? "" : " at the base, so there is nothing to compare with";
  return [`### ${stack ?? "This revision"} does not plan${where}`, "```", ...problems, "```"]
    .join("\n")
    .replace("\n```\n", "\n\n```\n");
}

/** What a reviewer has to see of a stack: no more than decides. */
function summaryOf(review: StackReview): string[] {
  const { stack, headline, before, questions, policies, effects, figures } = review;
  return [
    `### ${stack}`,
    `**${headline}**`,
    ...block(
      "Before up",
      before.map((one) => `- ${one}`),
    ),
    ...block(
      "Questions for the author",
      questions.map((question, index) => `${index + 1}. ${question}`),
    ),
    ...block("Policies", policies.map(policyLine)),
    ...(effects.length > 0
      ? [`#### What happens\n${table(["class", "what", "takes about", "way back"], effects.map(effectRow))}`]
      : []),
    ...effects.flatMap(preflightLine),
    ...(shown(figures).length > 0 ? [`#### What changes\n${figureTable(shown(figures))}`] : []),
  ];
}

const block = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [[`#### ${heading}`, ...lines].join("\n")];

function policyLine(change: PolicyChange): string {
  const { policy, level, violation, state, waiver } = change;
  const waived =
    waiver === undefined
      ? ""
      : waiver.ended
        ? ` Its waiver ended on ${waiver.until}.`
        : ` Waived until ${waiver.until}: ${waiver.reason}`;
  const weight = stops(change) ? "stops up" : isWaived(change) ? "waived" : level;
  const mark = state === "resolved" ? "resolved" : `${state === "new" ? "new" : "as before"}, ${weight}`;
  return `- **${policy}** (${mark}): ${violation}${waived}`;
}

const effectRow = (effect: Effect): string[] => [
  `**${effect.class}**`,
  `${effect.what} _${effect.why}_`,
  timesOf(effect).join(", "),
  effect.back,
];

const preflightLine = ({ preflight, what }: Effect): string[] =>
  preflight === undefined
    ? []
    : [
        `Looked at before ${what.split(" takes over")[0]} takes over: ${preflight.join("; ")}. Where one of them ` +
          `does not hold, nothing changes, and up fails with the reason.`,
      ];
