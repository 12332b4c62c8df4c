import { table } from "../../lib/table";
import { isWaived, stopsUp } from "../diff/policies";
import type { Effect, PolicyChange, Review, StackReview } from "../diff/schema";
import { line } from "./escape";
import {
  durationText,
  type MetricRow,
  metricRows,
  noChange,
  previewHeading,
  previewLines,
  problemHeading,
  shownMetrics,
  title,
} from "./shared";

/** The report for a terminal: without markup, and without the folded details. */
export function text(review: Review): string {
  const { stacks, untouched, problems, preview, notes } = review;
  const blocks = [
    [title(review)],
    ...(stacks.length + problems.length === 0 ? [[noChange]] : []),
    ...problems.map((one) => [`${problemHeading(one)}:`, ...one.problems.map((problem) => `  ${problem}`)]),
    ...stacks.flatMap(stackBlocks),
    ...(preview === undefined ? [] : block(previewHeading, previewLines(preview))),
    ...(untouched.length > 0 && stacks.length > 0 ? [[`Not affected: ${untouched.join(", ")}.`]] : []),
    ...notes.map((note) => [note]),
  ];
  return `${blocks.map((lines) => lines.map(line).join("\n")).join("\n\n")}\n`;
}

function stackBlocks({
  stack,
  headline,
  prerequisites,
  questions,
  policies,
  policiesAdded,
  policiesRemoved,
  effects,
  metrics,
}: StackReview): string[][] {
  const rows = metricRows(shownMetrics(metrics));
  return [
    [`${stack}: ${headline}`],
    ...block("Before up", prerequisites),
    ...block(
      "Questions for the author",
      questions.map((question, index) => `${index + 1}. ${question}`),
    ),
    ...block("Policies", [
      ...policies.map(policyText),
      ...policiesRemoved.map((policy) => `${policy}: no longer applies.`),
      ...policiesAdded.map((policy) => `${policy}: applies from now on.`),
    ]),
    ...block("What happens", effects.flatMap(effectLines)),
    ...block("What changes", rows.length === 0 ? [] : table(rows.map(metricCells)).split("\n")),
  ];
}

const block = (heading: string, lines: readonly string[]): string[][] =>
  lines.length === 0 ? [] : [[heading, ...lines.map((one) => `  ${one}`)]];

function policyText(change: PolicyChange): string {
  const { policy, level, state, violation, waiver } = change;
  const consequence = stopsUp(change) ? "stops up" : isWaived(change) ? "waived" : level;
  const waiverText = waiver === undefined ? "" : ` Waiver until ${waiver.until}: ${waiver.reason}`;
  return `${policy} (${state === "resolved" ? state : `${state}, ${consequence}`}): ${violation}${waiverText}`;
}

const metricCells = ({ section, label, before, after, why }: MetricRow): string[] =>
  [
    section,
    label,
    `${before === "" ? "-" : before} → ${after === "" ? "-" : after}${why === "" ? "" : `   (${why})`}`,
  ].map(line);

function effectLines(effect: Effect): string[] {
  const { class: kind, what, why, rollback, preflight } = effect;
  const duration = durationText(effect);
  const indent = " ".repeat(8);
  return [
    `${kind.padEnd(7)} ${what} ${why}`,
    `${indent}${duration === "" ? "" : `Duration: ${duration}. `}${rollback}`,
    ...(preflight === undefined ? [] : [`${indent}Checked before: ${preflight.join("; ")}.`]),
  ];
}
