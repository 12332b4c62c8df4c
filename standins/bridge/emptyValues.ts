import { type Field, type Fields, isNested, isScalar, type Scalar } from "./schema";
import { isList, isProperties, isUnset, mapProperties, type Properties, type Value } from "./values";

export const isZero = (value: Value): boolean => value === "" || value === 0 || value === false;

export const isEmpty = (value: Value): boolean =>
  (isList(value) && value.length === 0) || (isProperties(value) && Object.keys(value).length === 0);

/** What Terraform's SDK writes for an unset field. */
export const zeroValue = ({ kind }: Scalar): Value => (kind === "string" ? "" : kind === "int" ? 0 : false);

/**
 * Writes zero values for unset fields of a set's element, as the official plugin does if an update leaves the set
 * unchanged.
 */
export function withZeroValues(fields: Fields, element: Value): Value {
  if (!isProperties(element)) return element;
  return mapProperties(element, (value, name) => {
    const field = fields[name];
    if (field && isScalar(field) && isUnset(value)) return zeroValue(field);
    return field?.kind === "block" ? withZeroValues(field.fields, value) : value;
  });
}

/**
 * Replaces null collections inside blocks by empty ones, as the official plugin does in every update. Two exceptions:
 * a block in which nothing is set, and sets of blocks, whose elements are always planned as a whole.
 */
export function withEmptyCollections(fields: Fields, state: Properties): Properties {
  return mapProperties(state, (value, name) => {
    const field = fields[name];
    return field && isNested(field) ? fieldWithEmptyCollections(field, value) : value;
  });
}

function blockWithEmptyCollections(fields: Fields, block: Properties): Properties {
  if (Object.values(block).every(isUnset)) return block;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, fieldWithEmptyCollections(field, block[name] ?? null)]),
  );
}

function fieldWithEmptyCollections(field: Field, value: Value): Value {
  switch (field.kind) {
    case "map":
      return isUnset(value) ? {} : value;
    case "list":
    case "set":
      return isUnset(value) ? [] : value;
    case "block":
      return isProperties(value) ? blockWithEmptyCollections(field.fields, value) : value;
    case "blockList":
      if (!isList(value)) return value;
      return value.map((item) => (isProperties(item) ? blockWithEmptyCollections(field.fields, item) : item));
    default:
      return value;
  }
}
