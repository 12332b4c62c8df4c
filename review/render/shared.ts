import { formatSeconds } from "../../lib/format";
import type { Effect, MetricChange, PreviewReview, Review } from "../diff/schema";
import { valueText } from "../phrasing/phrases";

/** The revisions that a report compares. */
export const title = ({ base, head }: Review): string =>
  `Capacity review: ${revisionText(base)} → ${revisionText(head)}`;

/** The name of a revision and its commit. */
function revisionText({ name, commit }: Review["base"]): string {
  return commit === undefined || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 10)})`;
}

export const noChange = "No stack changes: services, files, images and limits stay the same.";

/** The heading for a revision that does not plan. */
export function problemHeading({ revision, stack }: Review["problems"][number]): string {
  const subject = stack ?? (revision === "base" ? "The base" : "This revision");
  const suffix = revision === "base" && stack !== undefined ? " at the base" : "";
  return `${subject} does not plan${suffix}${revision === "base" ? ", so there is nothing to compare with" : ""}`;
}

/** `12 s, outage of 8 s`: the predicted duration of an effect. */
export const durationText = ({ seconds, durationNote, outage }: Effect): string =>
  [
    ...(seconds === undefined ? [] : [formatSeconds(seconds)]),
    ...(durationNote === undefined ? [] : [durationNote]),
    ...(outage === undefined ? [] : [`outage of ${formatSeconds(outage)}`]),
  ].join(", ");

export const previewHeading = "Comparison with pulumi preview";

/** One line if the preview agrees; otherwise all contradictions and their most likely cause. */
export function previewLines({ agrees, contradictions, stack, ...numbers }: PreviewReview): string[] {
  if (agrees) {
    const { updated, created, replaced, deleted } = numbers;
    const counts = Object.entries({ updated, created, replaced, deleted }).filter(([, number]) => number > 0);
    const text =
      counts.length === 0 ? "no service changes" : counts.map(([what, number]) => `${number} ${what}`).join(", ");
    return [`pulumi preview agrees: ${text}.`];
  }
  return [
    ...contradictions,
    `pulumi preview compares with the running ${stack}, the review with a revision. If up last ran from another ` +
      "revision, use that one as the base.",
  ];
}

/** More rows of metrics are folded. */
const maxShown = 80;

/** Metrics of single machines are folded, and so are those of roles unless little headroom is left. */
export const shownMetrics = (metrics: readonly MetricChange[]): MetricChange[] =>
  metrics.filter(({ section, tight }) => section !== "machines" || tight === true).slice(0, maxShown);

export function foldedMetrics(metrics: readonly MetricChange[]): MetricChange[] {
  const shown = new Set(shownMetrics(metrics));
  return metrics.filter((change) => !shown.has(change));
}

/** A row of the table of metrics. */
export interface MetricRow {
  readonly section: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

/** One row for each metric, but only one for a subject that is new or removed. */
export function metricRows(metrics: readonly MetricChange[]): MetricRow[] {
  const subjects = new Map<string, MetricChange[]>();
  for (const change of metrics) {
    const key = `${change.section}/${change.subject}`;
    subjects.set(key, [...(subjects.get(key) ?? []), change]);
  }
  return [...subjects.values()].flatMap((changes) => {
    const { section = "", subject = "" } = changes[0] ?? {};
    const summary = (before: string, after: string) => [{ section, label: subject, before, after, why: "" }];
    if (subject !== "" && changes.every(({ before }) => before === undefined))
      return summary("", `new: ${allValues(changes, "after")}`);
    if (subject !== "" && changes.every(({ after }) => after === undefined))
      return summary(allValues(changes, "before"), "removed");
    return changes.map(singleRow);
  });
}

const allValues = (changes: readonly MetricChange[], side: "before" | "after"): string =>
  changes
    .map((change) => {
      const value = change[side];
      return `${change.metric} ${value === undefined ? "" : valueText(value, change.unit)}`;
    })
    .join("; ");

const singleRow = ({ section, subject, metric, unit, before, after, why }: MetricChange): MetricRow => ({
  section,
  label: subject === "" ? metric : `${subject}: ${metric}`,
  before: before === undefined ? "" : valueText(before, unit),
  after: after === undefined ? "" : valueText(after, unit),
  why: why ?? "",
});
