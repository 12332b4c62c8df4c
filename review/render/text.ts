import { table } from "../../lib/table";
import { stops } from "../diff/policies";
import type { Effect, PolicyChange, Review, StackReview } from "../diff/schema";
import { timesOf } from "./durations";
import { shown } from "./figureTable";
import { previewHeading, previewLines } from "./preview";
import { type Row, rowsOf } from "./rows";
import { title } from "./title";

/** The report for a terminal: the same, without markup and without what folds away. */
export function text(review: Review): string {
  const { stacks, untouched, problems, preview, notes } = review;
  return [
    title(review),
    ...(stacks.length + problems.length === 0
      ? ["No stack changes: the same services, files, images and limits as before."]
      : []),
    ...problems.map(({ revision, stack, problems: found }) =>
      [
        `${stack ?? "this revision"} does not ` + `plan${revision === "base" ? " at the base" : ""}:`,
        ...found.map((problem) => `  ${problem}`),
      ].join("\n"),
    ),
    ...stacks.flatMap(stackText),
    ...(preview === undefined ? [] : block(previewHeading, previewLines(preview))),
    ...(untouched.length > 0 && stacks.length > 0 ? [`Not touched: ${untouched.join(", ")}.`] : []),
    ...notes,
  ]
    .join("\n\n")
    .concat("\n");
}

function stackText({ stack, headline, before, questions, policies, effects, figures }: StackReview): string[] {
  return [
    `${stack}: ${headline}`,
    ...block("Before up", before),
    ...block(
      "Questions for the author",
      questions.map((question, index) => `${index + 1}. ${question}`),
    ),
    ...block("Policies", policies.map(policyText)),
    ...block("What happens", effects.flatMap(effectLines)),
    ...block(
      "What changes",
      shown(figures).length === 0 ? [] : table(rowsOf(shown(figures)).map(figureCells)).split("\n"),
    ),
  ];
}

const block = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [[heading, ...lines.map((line) => `  ${line}`)].join("\n")];

function policyText(change: PolicyChange): string {
  const { policy, level, state, violation, waiver } = change;
  const weight = stops(change) ? "stops up" : level;
  return `${policy} (${state}, ${weight}): ${violation}${waiver === undefined ? "" : ` Waiver until ${waiver.until}: ${waiver.reason}`}`;
}

const figureCells = ({ section, label, before, after, why }: Row): string[] => [
  section,
  label,
  `${before === "" ? "-" : before} → ${after === "" ? "-" : after}${why === "" ? "" : `   (${why})`}`,
];

function effectLines(effect: Effect): string[] {
  const { class: kind, what, why, back, preflight } = effect;
  const [times, indent] = [timesOf(effect), " ".repeat(8)];
  return [
    `${kind.padEnd(7)} ${what} ${why}`,
    `${indent}${times.length === 0 ? "" : `About ${times.join(", ")}. `}${back}`,
    ...(preflight === undefined ? [] : [`${indent}Looked at before: ${preflight.join("; ")}.`]),
  ];
}
