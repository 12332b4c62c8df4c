import { type Field, type Fields, isNested } from "../../bridge/schema";
import { inHashOrder } from "../../bridge/sets";
import { isProperties, list, objects, type Properties, text, type Value } from "../../bridge/values";
import { serviceSchema } from "./schema";

/** A set's elements in the official plugin's order. In another order, the engine would restart the tasks. */
export function ordered(path: readonly string[], value: Value | undefined): Properties[] {
  return inHashOrder(fieldAt(path), objects(value)).filter(isProperties);
}

export const orderedTexts = (path: readonly string[], value: Value | undefined): string[] =>
  inHashOrder(fieldAt(path), list(value)).map(text);

function fieldAt(path: readonly string[]): Field {
  let fields: Fields = serviceSchema.fields;
  let field: Field | undefined;
  for (const name of path) {
    field = fields[name];
    if (!field) throw new Error(`the service schema has no field ${path.join(".")}`);
    if (isNested(field)) fields = field.fields;
  }
  if (!field) throw new Error("a field path must not be empty");
  return field;
}
