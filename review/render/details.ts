import { show } from "../../components/declaration/text";
import type { FileChange, ImageChange, MetricChange, SettingChange, StackReview } from "../diff/schema";
import { code, codeBlock, inline, table } from "./escape";
import { foldedMetrics, metricRows } from "./shared";

/** A folded part of a report, in Markdown. */
export interface Detail {
  readonly title: string;
  readonly body: string;
}

/** The folded parts of a stack. */
export function detailsOf({ stack, diagram, metrics, settings, images, files }: StackReview): Detail[] {
  const rest = foldedMetrics(metrics);
  const details: (readonly [number, string, () => string])[] = [
    [diagram === undefined ? 0 : 1, "before and after", () => codeBlock("mermaid", diagram ?? "")],
    [settings.length, `settings (${settings.length})`, () => settingTable(settings)],
    [images.length, `images (${images.length})`, () => images.map(imageBlock).join("\n\n")],
    [rest.length, "machines and roles", () => metricTable(rest)],
    [files.length, `rendered files (${files.length})`, () => files.map(fileBlock).join("\n\n")],
  ];
  return details
    .filter(([number]) => number > 0)
    .map(([, title, body]) => ({ title: inline(`${stack}: ${title}`), body: body() }));
}

/** Metrics in one table, with a row for each section. */
export function metricTable(metrics: readonly MetricChange[]): string {
  const rows = metricRows(metrics);
  const sections = [...new Set(rows.map(({ section }) => section))];
  return table(
    ["", "before", "after", ""],
    sections.flatMap((section) => [
      [`**${section}**`, "", "", ""],
      ...rows
        .filter((row) => row.section === section)
        .map(({ label, before, after, why }) => [label, before, after, why].map(inline)),
    ]),
  );
}

const settingTable = (settings: readonly SettingChange[]): string =>
  table(
    ["setting", "before", "after"],
    settings.map(({ path, before, after }) => [code(path), valueCode(before), valueCode(after)]),
  );

function valueCode(value: unknown): string {
  if (value === undefined) return "";
  return code(typeof value === "object" && value !== null ? JSON.stringify(value) : show(value));
}

function imageBlock({ image, before, after, packages }: ImageChange): string {
  const references =
    before === undefined || after === undefined
      ? "its sources changed, so it is built again"
      : `${code(before)} → ${code(after)}`;
  const head = `**${inline(image)}**: ${references}`;
  if (packages === undefined)
    return (
      `${head}\n\nThe changed packages are unknown: images/packages/${inline(image)}.txt is not committed for both ` +
      "revisions."
    );
  if (packages.length === 0) return `${head}\n\nThe Debian packages are the same.`;
  return `${head}\n\n${table(
    ["package", "before", "after"],
    packages.map((one) => [one.name, one.before ?? "", one.after ?? ""].map(inline)),
  )}`;
}

const fileBlock = ({ name, diff }: FileChange): string => `**${inline(name)}**\n\n${codeBlock("diff", diff)}`;

/**
 * A report with at most `limit` characters. If it is longer, the largest details are omitted and named. The summary is
 * never cut.
 */
export function fitToLimit(summary: readonly string[], details: readonly Detail[], limit: number): string {
  const blocks = details.map(({ title, body }) => `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`);
  const included = new Set(details.keys());
  const report = () => {
    const omitted = details.filter((_, index) => !included.has(index)).map(({ title }) => title);
    const note =
      omitted.length === 0 ? [] : [`_Omitted to fit: ${omitted.join("; ")}. \`npm run review\` shows them._`];
    return `${[...summary, ...blocks.filter((_, index) => included.has(index)), ...note].join("\n\n")}\n`;
  };
  const largestFirst = [...details.keys()].sort((a, b) => (blocks[b]?.length ?? 0) - (blocks[a]?.length ?? 0));
  for (const index of largestFirst) {
    if (report().length <= limit) break;
    included.delete(index);
  }
  return report();
}
