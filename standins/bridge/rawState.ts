import { type Field, type Fields, isNested, isScalar, type ResourceSchema, snake, terraformName } from "./schema";
import { isList, isProperties, isReserved, isUnset, type Properties, type Value } from "./values";

/**
 * `__pulumi_raw_state_delta`: how the official bridge converts the properties to Terraform's state. It records which
 * objects are maps, which are lists with one element, and which names differ.
 *
 * Every state needs a delta of its own. The official plugins read a state without a delta by an older method, which
 * treats null collections as unset. A delta from another state fails there with `Data integrity error`.
 */
export function rawStateDelta(schema: ResourceSchema, properties: Properties): Properties {
  return objectDelta(schema.fields, properties);
}

function objectDelta(fields: Fields, properties: Properties): Properties {
  const deltas: Record<string, Value> = {};
  const renamed: Record<string, Value> = {};
  for (const name of Object.keys(properties)) {
    const field = fields[name];
    if (!field || isReserved(name)) continue;
    if (snake(name) !== terraformName(name, field)) renamed[name] = terraformName(name, field);
    const delta = fieldDelta(field, properties[name] ?? null);
    if (delta) deltas[name] = delta;
  }
  return { obj: { ...(hasAny(deltas) ? { ps: deltas } : {}), ...(hasAny(renamed) ? { renamed } : {}) } };
}

const hasAny = (properties: Properties): boolean => Object.keys(properties).length > 0;

function fieldDelta(field: Field, value: Value): Properties | undefined {
  if (isScalar(field)) return undefined;
  if (isNested(field)) {
    if (field.kind === "block") return { plu: { i: isProperties(value) ? objectDelta(field.fields, value) : {} } };
    if (!isList(value)) return undefined;
    const elements = Object.fromEntries(
      value.map((item, i) => [String(i), isProperties(item) ? objectDelta(field.fields, item) : {}]),
    );
    return { arr: hasAny(elements) ? { el: elements } : {} };
  }
  if (isUnset(value)) return undefined;
  return field.kind === "map" ? { map: {} } : { arr: {} };
}
