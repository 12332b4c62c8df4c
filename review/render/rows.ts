import type { MetricChange } from "../diff/schema";
import { valueText } from "../phrasing/values";

/** A line of the table of figures. */
export interface Row {
  readonly section: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

/** Figures as a reader takes them in: a thing that is new or gone is one line, and not one for each of its figures. */
export function rowsOf(figures: readonly MetricChange[]): Row[] {
  const things = new Map<string, MetricChange[]>();
  for (const change of figures) {
    const key = `${change.section}/${change.of}`;
    things.set(key, [...(things.get(key) ?? []), change]);
  }
  return [...things.values()].flatMap((thing) => {
    const [first] = thing;
    if (first === undefined) return [];
    const { section, of } = first;
    const whole = (before: string, after: string) => [{ section, label: of, before, after, why: "" }];
    if (of !== "" && thing.every(({ before }) => before === undefined))
      return whole("", `new: ${together(thing, "after")}`);
    if (of !== "" && thing.every(({ after }) => after === undefined)) return whole(together(thing, "before"), "gone");
    return thing.map(single);
  });
}

const together = (thing: readonly MetricChange[], side: "before" | "after"): string =>
  thing
    .map((change) => {
      const value = change[side];
      return `${change.figure} ${value === undefined ? "" : valueText(value, change.unit)}`;
    })
    .join("; ");

const single = ({ section, of, figure, unit, before, after, why }: MetricChange): Row => ({
  section,
  label: of === "" ? figure : `${of}: ${figure}`,
  before: before === undefined ? "" : valueText(before, unit),
  after: after === undefined ? "" : valueText(after, unit),
  why: why ?? "",
});
