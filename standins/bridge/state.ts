import { isEmpty, zeroValue } from "./emptyValues";
import { type Field, type Fields, isScalar, type ResourceSchema } from "./schema";
import { inStateOrder } from "./sets";
import { hasUnknown, isList, isProperties, isUnset, list, type Properties, UNKNOWN, type Value } from "./values";

/**
 * The state after a read: the values that were read, and those of `base` for fields that were not. Inside a block, a
 * field that was not read gets its zero value.
 *
 * After a create or update, an empty collection stays null where the plan has null, and a set stays as planned. The
 * official plugin does the same, so it sees no change in a state written here. After a refresh, which has no plan,
 * every collection is present and sets are as read.
 */
export function stateFromRead(
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
      value === undefined ? unknownToNull(base[name] ?? null) : fieldState(field, value, plan, planned !== undefined);
  }
  return properties;
}

const unknownToNull = (value: Value): Value => (hasUnknown(value) ? null : value);

function fieldState(field: Field, value: Value | undefined, plan: Value, applied: boolean): Value {
  if (isScalar(field)) return isUnset(value) ? zeroValue(field) : value;
  if (field.kind === "block") return isProperties(value) ? blockState(field.fields, value, plan, applied) : null;
  if (field.kind === "blockList") {
    const plans = list(plan);
    return list(value).map((item, i) =>
      isProperties(item) ? blockState(field.fields, item, plans[i] ?? plan, applied) : item,
    );
  }
  if (field.kind === "blockSet") {
    if (applied && isList(plan) && !hasUnknown(plan)) return plan;
    const elements = list(value).map((item) =>
      isProperties(item) ? blockState(field.fields, item, UNKNOWN, false) : item,
    );
    return inStateOrder(field, elements);
  }
  if (isUnset(value) || isEmpty(value)) return applied && isUnset(plan) ? null : field.kind === "map" ? {} : [];
  return field.kind === "set" && isList(value) ? inStateOrder(field, value) : value;
}

/** If nothing in a block was read, all its fields are null. */
function blockState(fields: Fields, block: Properties, plan: Value, applied: boolean): Properties {
  const blank = Object.values(block).every(isUnset);
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const inner = isProperties(plan) ? (plan[name] ?? null) : plan;
      return [name, blank ? null : fieldState(field, block[name], inner, applied)];
    }),
  );
}
