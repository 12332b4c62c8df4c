import { blockSet, type Nested, string } from "../bridge/schema";
import { objects, type Properties, text, type Value } from "../bridge/values";

/** Labels that only a new resource can have otherwise. */
export const fixedLabels = (): Nested =>
  blockSet({ label: string({ required: true, replaces: true }), value: string({ required: true, replaces: true }) }, { replaces: true });

/** The same, for labels inside a service's task: the set itself may grow or shrink from nothing, its labels may not change. */
export const taskLabels = (): Nested => ({ ...omitReplaces(fixedLabels()) });

export const changeableLabels = (): Nested =>
  blockSet({ label: string({ required: true }), value: string({ required: true }) }, { computed: true });

function omitReplaces({ kind, fields }: Nested): Nested {
  return { kind, fields };
}

export const toLabelMap = (labels: Value | undefined): Record<string, string> =>
  Object.fromEntries(objects(labels).map((label) => [text(label.label), text(label.value)]));

export const fromLabelMap = (labels: Readonly<Record<string, string>> | null | undefined): Properties[] =>
  Object.entries(labels ?? {}).map(([label, value]) => ({ label, value }));
