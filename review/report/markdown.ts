import { timeText } from "../../components/policies/figures";
import type { Effect, FigureChange, PolicyChange, Review, StackReview } from "../change/schema";
import { isWaived, stops } from "../change/policies";
import { detailsOf } from "./details";
import { type Document, fit } from "./document";
import { valueText } from "./figures";
import { table } from "./table";
import { title } from "./title";

/** GitHub refuses a longer comment. */
export const commentLimit = 65_536;

/** The report as one comment. */
export const markdown = (review: Review, limit = commentLimit): string => fit(documentOf(review), limit);

export function documentOf(review: Review): Document {
  const { stacks, untouched, problems, notes } = review;
  const nothing = stacks.length + problems.length === 0 ? ["No stack changes: the same services, files, images and limits as before."] : [];
  return {
    summary: [
      `## ${title(review)}`,
      ...nothing,
      ...problems.map(problemBlock),
      ...stacks.flatMap(summaryOf),
      ...(untouched.length > 0 && stacks.length > 0 ? [`_Not touched: ${untouched.join(", ")}._`] : []),
      ...notes.map((note) => `_${note}_`),
    ],
    details: stacks.flatMap(detailsOf),
  };
}

function problemBlock({ revision, stack, problems }: Review["problems"][number]): string {
  const where = revision === "head" ? "" : " at the base, so there is nothing to compare with";
  return [`### ${stack ?? "This revision"} does not plan${where}`, "```", ...problems, "```"].join("\n").replace("\n```\n", "\n\n```\n");
}

/** What a reviewer has to see of a stack: no more than decides. */
function summaryOf(review: StackReview): string[] {
  const { stack, headline, questions, policies, effects, figures } = review;
  return [
    `### ${stack}`,
    `**${headline}**`,
    ...(questions.length > 0 ? [["#### Questions for the author", ...questions.map((question, index) => `${index + 1}. ${question}`)].join("\n")] : []),
    ...(policies.length > 0 ? [["#### Policies", ...policies.map(policyLine)].join("\n")] : []),
    ...(effects.length > 0 ? [`#### What happens\n${table(["class", "what", "takes", "way back"], effects.map(effectRow))}`] : []),
    ...(shown(figures).length > 0 ? [`#### What changes\n${figureTable(shown(figures))}`] : []),
  ];
}

function policyLine(change: PolicyChange): string {
  const { policy, level, violation, state, waiver } = change;
  const waived = waiver === undefined ? "" : waiver.ended ? ` Its waiver ended on ${waiver.until}.` : ` Waived until ${waiver.until}: ${waiver.reason}`;
  const weight = stops(change) ? "stops up" : isWaived(change) ? "waived" : level;
  const mark = state === "resolved" ? "resolved" : `${state === "new" ? "new" : "as before"}, ${weight}`;
  return `- **${policy}** (${mark}): ${violation}${waived}`;
}

function effectRow({ class: kind, what, why, seconds, outage, back, preflight }: Effect): string[] {
  const before = preflight === undefined ? "" : ` Looked at before: ${preflight.join("; ")}. Where one does not hold, nothing changes and up fails with the reason.`;
  const takes = [...(seconds === undefined ? [] : [timeText(seconds)]), ...(outage === undefined || outage === 0 ? [] : [`out for ${timeText(outage)}`])];
  return [`**${kind}**`, `${what}${before} _${why}_`, takes.join(", "), back];
}

/** The figures of single machines fold away; what they add up to stays. */
export const shown = (figures: readonly FigureChange[]): FigureChange[] => figures.filter((change) => !ofOneMachine(change)).slice(0, mostRows);
export const folded = (figures: readonly FigureChange[]): FigureChange[] => figures.filter((change) => !shown(figures).includes(change));
const ofOneMachine = ({ section, of }: FigureChange) => section === "machines" && !of.startsWith("role ");

/** Rows that a summary shows: a change of many tiers is told by its sums. */
const mostRows = 60;

/** Figures in one table, with a row for each section. */
export function figureTable(figures: readonly FigureChange[]): string {
  const sections = [...new Set(figures.map(({ section }) => section))];
  return table(
    ["", "before", "after", ""],
    sections.flatMap((section) => [
      [`**${section}**`, "", "", ""],
      ...figures
        .filter((change) => change.section === section)
        .map(({ of, figure, unit, before, after, why }) => [
          of === "" ? figure : `${of}: ${figure}`,
          before === undefined ? "" : valueText(before, unit),
          after === undefined ? "" : valueText(after, unit),
          why ?? "",
        ]),
    ]),
  );
}
