import { timeText } from "../../components/policies/figures";
import type { FigureChange, Review, StackReview } from "../change/schema";
import { stops } from "../change/policies";
import { table } from "../../cli/table";
import { valueText } from "./figures";
import { title } from "./title";

/** The report for a terminal: the same, without markup and without what folds away. */
export function text(review: Review): string {
  const { stacks, untouched, problems, notes } = review;
  return [
    title(review),
    ...(stacks.length + problems.length === 0 ? ["No stack changes: the same services, files, images and limits as before."] : []),
    ...problems.map(({ revision, stack, problems: found }) => [`${stack ?? "this revision"} does not plan${revision === "base" ? " at the base" : ""}:`, ...found.map((problem) => `  ${problem}`)].join("\n")),
    ...stacks.flatMap(stackText),
    ...(untouched.length > 0 && stacks.length > 0 ? [`Not touched: ${untouched.join(", ")}.`] : []),
    ...notes,
  ]
    .join("\n\n")
    .concat("\n");
}

function stackText({ stack, headline, questions, policies, effects, figures }: StackReview): string[] {
  return [
    `${stack}: ${headline}`,
    ...(questions.length > 0 ? [["Questions for the author", ...questions.map((question, index) => `  ${index + 1}. ${question}`)].join("\n")] : []),
    ...(policies.length > 0
      ? [["Policies", ...policies.map((change) => `  ${change.policy} (${change.state}${stops(change) ? ", stops up" : ""}): ${change.violation}${change.waiver === undefined ? "" : ` Waiver until ${change.waiver.until}: ${change.waiver.reason}`}`)].join("\n")]
      : []),
    ...(effects.length > 0
      ? [
          [
            "What happens",
            ...effects.map(({ class: kind, what, why, seconds, outage, back }) =>
              [
                `  ${kind.padEnd(8)} ${what} ${why}`,
                `           ${[...(seconds === undefined ? [] : [`Takes about ${timeText(seconds)}.`]), ...(outage === undefined || outage === 0 ? [] : [`Out for ${timeText(outage)}.`]), `Way back: ${back}`].join(" ")}`,
              ].join("\n"),
            ),
          ].join("\n"),
        ]
      : []),
    ...(figures.length > 0 ? [`What changes\n${table(figures.map(figureRow))}`] : []),
  ];
}

function figureRow({ section, of, figure, unit, before, after, why }: FigureChange): string[] {
  const value = (one: number | string | undefined) => (one === undefined ? "-" : valueText(one, unit));
  return [`  ${section}`, of, figure, `${value(before)} → ${value(after)}`, why ?? ""];
}
