import { timeText } from "../../components/policies/figures";
import type { Effect, FigureChange, PolicyChange, Review, StackReview } from "../change/schema";
import { isWaived, stops } from "../change/policies";
import { detailsOf } from "./details";
import { type Document, fit } from "./document";
import { rowsOf } from "./rows";
import { table } from "./table";
import { title } from "./title";

/** GitHub refuses a comment of more than 65,536 characters; the rest is for the line by which `review/comment` finds its own. */
export const commentLimit = 65_500;

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
  const { stack, headline, before, questions, policies, effects, figures } = review;
  return [
    `### ${stack}`,
    `**${headline}**`,
    ...block("Before up", before.map((one) => `- ${one}`)),
    ...block("Questions for the author", questions.map((question, index) => `${index + 1}. ${question}`)),
    ...block("Policies", policies.map(policyLine)),
    ...(effects.length > 0 ? [`#### What happens\n${table(["class", "what", "takes about", "way back"], effects.map(effectRow))}`] : []),
    ...effects.flatMap(preflightLine),
    ...(shown(figures).length > 0 ? [`#### What changes\n${figureTable(shown(figures))}`] : []),
  ];
}

const block = (heading: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [[`#### ${heading}`, ...lines].join("\n")]);

function policyLine(change: PolicyChange): string {
  const { policy, level, violation, state, waiver } = change;
  const waived = waiver === undefined ? "" : waiver.ended ? ` Its waiver ended on ${waiver.until}.` : ` Waived until ${waiver.until}: ${waiver.reason}`;
  const weight = stops(change) ? "stops up" : isWaived(change) ? "waived" : level;
  const mark = state === "resolved" ? "resolved" : `${state === "new" ? "new" : "as before"}, ${weight}`;
  return `- **${policy}** (${mark}): ${violation}${waived}`;
}

function effectRow({ class: kind, what, why, seconds, outage, takes, back }: Effect): string[] {
  const time = [...(seconds === undefined ? [] : [timeText(seconds)]), ...(takes === undefined ? [] : [takes]), ...(outage === undefined ? [] : [`out for ${timeText(outage)}`])];
  return [`**${kind}**`, `${what} _${why}_`, time.join(", "), back];
}

const preflightLine = ({ preflight, what }: Effect): string[] =>
  preflight === undefined ? [] : [`Looked at before ${what.split(" takes over")[0]} takes over: ${preflight.join("; ")}. Where one of them does not hold, nothing changes, and up fails with the reason.`];

/** The figures of single machines fold away, and those of roles where there is room enough; a change of very many tiers is told by its first. */
export const shown = (figures: readonly FigureChange[]): FigureChange[] => figures.filter((change) => change.section !== "machines" || change.tight === true).slice(0, most);
export const folded = (figures: readonly FigureChange[]): FigureChange[] => {
  const seen = new Set(shown(figures));
  return figures.filter((change) => !seen.has(change));
};
const most = 80;

/** Figures in one table, with a row for each section. */
export function figureTable(figures: readonly FigureChange[]): string {
  const rows = rowsOf(figures);
  const sections = [...new Set(rows.map(({ section }) => section))];
  return table(
    ["", "before", "after", ""],
    sections.flatMap((section) => [
      [`**${section}**`, "", "", ""],
      ...rows.filter((row) => row.section === section).map(({ label, before, after, why }) => [label, before, after, why]),
    ]),
  );
}
