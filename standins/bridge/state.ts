import { type Field, type Fields, isNested, isScalar, type ResourceSchema } from "./schema";
import { inStateOrder } from "./sets";
import { hasUnknown, isList, isProperties, isUnset, type Properties, UNKNOWN, type Value } from "./values";

/**
 * The state after the engine was read: what was read where there is such, the plan elsewhere. What a read leaves out is the zero
 * value inside a block. An empty collection stays null where the plan had null, and a set stays as planned, as upstream does, so
 * that a state written here is no change to the official plugin.
 *
 * Without a plan (a refresh) every collection is present and sets are as read.
 */
export function shape(
  schema: ResourceSchema,
  id: string,
  read: Properties,
  base: Properties,
  planned?: Properties,
): Properties {
  const properties: Record<string, Value> = { id };
  for (const [name, field] of Object.entries(schema.fields)) {
    const value = read[name];
    const plan = planned ? (planned[name] ?? null) : UNKNOWN;
    properties[name] =
      value === undefined ? known(base[name] ?? null) : shapeField(field, value, plan, planned !== undefined);
  }
  return properties;
}

const known = (value: Value): Value => (hasUnknown(value) ? null : value);

function shapeField(field: Field, value: Value | undefined, plan: Value, applied: boolean): Value {
  if (isScalar(field))
    return isUnset(value) ? (field.kind === "string" ? "" : field.kind === "int" ? 0 : false) : value;
  if (field.kind === "block") return isProperties(value) ? shapeBlock(field.fields, value, plan, applied) : null;
  if (field.kind === "blockList") {
    const plans = isList(plan) ? plan : [];
    return (isList(value) ? value : []).map((item, i) =>
      isProperties(item) ? shapeBlock(field.fields, item, plans[i] ?? plan, applied) : item,
    );
  }
  if (field.kind === "blockSet") {
    if (applied && isList(plan) && !hasUnknown(plan)) return plan;
    return inStateOrder(
      field,
      (isList(value) ? value : []).map((item) =>
        isProperties(item) ? shapeBlock(field.fields, item, UNKNOWN, false) : item,
      ),
    );
  }
  const read = isNested(field) ? null : value;
  const empty =
    isUnset(read) || (isList(read) && read.length === 0) || (isProperties(read) && Object.keys(read).length === 0);
  if (empty) return applied && isUnset(plan) ? null : field.kind === "map" ? {} : [];
  return field.kind === "set" && isList(read) ? inStateOrder(field, read) : (read ?? null);
}

/** A block in which nothing was read is written without any of its fields. */
function shapeBlock(fields: Fields, block: Properties, plan: Value, applied: boolean): Properties {
  const blank = Object.values(block).every(isUnset);
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const inner = isProperties(plan) ? (plan[name] ?? null) : plan;
      return [name, blank ? null : shapeField(field, block[name], inner, applied)];
    }),
  );
}
