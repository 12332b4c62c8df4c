import { crc32 } from "node:zlib";
import { type Field, type Fields, isNested, type Nested, terraformName } from "./schema";
import { flag, isList, isProperties, isUnset, list, number, object, type Properties, text, type Value } from "./values";

/**
 * The text that identifies an element of a set. The official plugin hashes this text to compare elements and to order
 * them for the Docker engine. The state is ordered by another text. Both orders matter: a reordered service spec
 * restarts tasks, and states are compared by index.
 */
export function elementIdentity(field: Field, element: Value): string {
  return isNested(field) ? `<${fieldsText(field.fields, object(element))}>;` : `${text(element)};`;
}

const inTerraformOrder = (fields: Fields): [string, Field][] =>
  Object.entries(fields).sort(([a, x], [b, y]) => compare(terraformName(a, x), terraformName(b, y)));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function fieldsText(fields: Fields, element: Properties): string {
  return inTerraformOrder(fields)
    .filter(([, field]) => field.output === undefined)
    .map(([name, field]) => `${terraformName(name, field)}:${valueText(field, element[name])}`)
    .join("");
}

/** An unset value has the text of the zero value. */
function valueText(field: Field, value: Value | undefined): string {
  switch (field.kind) {
    case "string":
      return `${text(value)};`;
    case "int":
      return `${isUnset(value) ? 0 : text(value)};`;
    case "bool":
      return `${flag(value) ? 1 : 0};`;
    case "list":
      return `(${list(value)
        .map((item) => `${text(item)};`)
        .join("")});`;
    case "set":
      return `{${inHashOrder(field, list(value))
        .map((item) => `${text(item)};`)
        .join("")}};`;
    case "map": {
      const entries = Object.entries(object(value)).sort(([a], [b]) => compare(a, b));
      return `[${entries.map(([name, item]) => `${name}:${text(item)};`).join("")}];`;
    }
    case "block":
      return isProperties(value) ? `(<${fieldsText(field.fields, value)}>;);` : "();";
    case "blockList":
      return `(${list(value)
        .map((item) => `<${fieldsText(field.fields, object(item))}>;`)
        .join("")});`;
    case "blockSet":
      return `{${inHashOrder(field, list(value))
        .map((item) => elementIdentity(field, item))
        .join("")}};`;
  }
}

/** The order in which elements are sent to the Docker engine: by the hash as decimal text. */
export function inHashOrder(field: Field, elements: readonly Value[]): Value[] {
  const code = (element: Value): string =>
    String(crc32(isNested(field) ? fieldsText(field.fields, object(element)) : text(element)));
  return elements
    .map((element) => ({ element, code: code(element) }))
    .sort((a, b) => compare(a.code, b.code))
    .map(({ element }) => element);
}

/** The order of elements in the state. */
export function inStateOrder(field: Field, elements: readonly Value[]): Value[] {
  if (!isNested(field)) return [...elements].sort((a, b) => compare(text(a), text(b)));
  const key = (element: Value): string => orderText(field, element);
  return elements
    .map((element) => ({ element, key: key(element) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ element }) => element);
}

function orderText(field: Nested, element: Value): string {
  const parts = inTerraformOrder(field.fields).map(([name, inner]) => `${orderValue(inner, object(element)[name])};`);
  return `<${parts.join("")}>`;
}

function orderValue(field: Field, value: Value | undefined): string {
  if (field.kind === "block") return isProperties(value) ? `[${orderText(field, value)};]` : "[]";
  if (isUnset(value)) return isNested(field) ? "[]" : "~";
  if (isNested(field))
    return `[${list(value)
      .map((item) => `${orderText(field, item)};`)
      .join("")}]`;
  if (isList(value)) return `[${value.map((item) => `${JSON.stringify(item)};`).join("")}]`;
  if (isProperties(value))
    return `{${Object.keys(value)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${JSON.stringify(value[name])};`)
      .join("")}}`;
  if (field.kind === "int") return String(number(value));
  if (field.kind === "bool") return flag(value) ? "T" : "F";
  return JSON.stringify(text(value));
}
