import { blockSet, type Nested, string } from "../bridge/schema";
import { objects, type Properties, text, type Value } from "../bridge/values";

const fixed = { label: string({ required: true, replaces: true }), value: string({ required: true, replaces: true }) };

/** Labels that cannot be updated: a change replaces the resource. */
export const replacingLabels = (): Nested => blockSet(fixed, { replaces: true });

/** Labels in a service's task. Here the Terraform schema marks the labels as replacing, but not their set. */
export const taskLabels = (): Nested => blockSet(fixed);

export const updatableLabels = (): Nested =>
  blockSet({ label: string({ required: true }), value: string({ required: true }) }, { computed: true });

export const toLabelMap = (labels: Value | undefined): Record<string, string> =>
  Object.fromEntries(objects(labels).map((label) => [text(label.label), text(label.value)]));

export const fromLabelMap = (labels: Readonly<Record<string, string>> | null | undefined): Properties[] =>
  Object.entries(labels ?? {}).map(([label, value]) => ({ label, value }));
