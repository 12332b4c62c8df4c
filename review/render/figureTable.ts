import type { MetricChange } from "../diff/schema";
import { rowsOf } from "./rows";
import { table } from "./table";

/** The figures of single machines fold away, and those of roles where there is room enough; a change of very many tiers is told by its first. */
export const shown = (figures: readonly MetricChange[]): MetricChange[] =>
  figures.filter((change) => change.section !== "machines" || change.tight === true).slice(0, most);
export const folded = (figures: readonly MetricChange[]): MetricChange[] => {
  const seen = new Set(shown(figures));
  return figures.filter((change) => !seen.has(change));
};
const most = 80;

/** Figures in one table, with a row for each section. */
export function figureTable(figures: readonly MetricChange[]): string {
  const rows = rowsOf(figures);
  const sections = [...new Set(rows.map(({ section }) => section))];
  return table(
    ["", "before", "after", ""],
    sections.flatMap((section) => [
      [`**${section}**`, "", "", ""],
      ...rows
        .filter((row) => row.section === section)
        .map(({ label, before, after, why }) => [label, before, after, why]),
    ]),
  );
}
