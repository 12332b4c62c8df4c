import { type Field, type Fields, isNested, isScalar, type Nested, type Scalar } from "./schema";
import { equal, isList, isProperties, isReserved, isUnset, type Properties, UNKNOWN, type Value } from "./values";

/** Generates a name. Called only if neither the program nor the former inputs have one. */
export type NameGenerator = () => string;

/**
 * The program's inputs with the schema's defaults. `__defaults` lists the defaulted fields of each level, so that the
 * next check retains a default, such as a generated name, until the program sets the field.
 */
export function withDefaults(
  fields: Fields,
  olds: Properties | undefined,
  news: Properties,
  generateName: NameGenerator,
): Properties {
  const inputs: Record<string, Value> = {};
  for (const [name, value] of Object.entries(news)) {
    if (isReserved(name) || isUnset(value)) continue;
    const field = fields[name];
    inputs[name] = field ? convert(field, olds?.[name], value, generateName) : value;
  }
  const defaults: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (inputs[name] !== undefined || !isScalar(field)) continue;
    const value = defaultOf(name, field, olds, generateName);
    if (value === undefined) continue;
    inputs[name] = value;
    defaults.push(name);
  }
  return { __defaults: defaults.sort(), ...inputs };
}

function defaultOf(
  name: string,
  field: Scalar,
  olds: Properties | undefined,
  generateName: NameGenerator,
): Value | undefined {
  const own = field.defaultFrom ? (process.env[field.defaultFrom] ?? field.default) : field.default;
  if (own === undefined && !field.autonamed) return undefined;
  const old = olds?.[name];
  const oldDefaults = olds?.__defaults;
  if (!isUnset(old) && (!isList(oldDefaults) || oldDefaults.includes(name))) return old;
  if (field.autonamed) return generateName();
  // The official bridge omits new defaults of 0, false and ""; the plan contains them.
  return own === false || own === 0 || own === "" ? undefined : own;
}

function convert(field: Field, old: Value | undefined, value: Value, generateName: NameGenerator): Value {
  if (value === UNKNOWN) return value;
  if (isNested(field)) return convertNested(field, old, value, generateName);
  switch (field.kind) {
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "int":
      return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    case "bool":
      return value === "true" ? true : value === "false" ? false : value;
    case "map":
      return isProperties(value) ? mapOfStrings(value) : value;
    default:
      return isList(value)
        ? value.map((item) => (typeof item === "number" || typeof item === "boolean" ? String(item) : item))
        : value;
  }
}

function mapOfStrings(value: Properties): Properties {
  const converted: Record<string, Value> = {};
  for (const [name, item] of Object.entries(value)) {
    if (isReserved(name) || isUnset(item)) continue;
    converted[name] = typeof item === "number" || typeof item === "boolean" ? String(item) : item;
  }
  return converted;
}

function convertNested(field: Nested, old: Value | undefined, value: Value, generateName: NameGenerator): Value {
  if (field.kind === "block")
    return isProperties(value)
      ? withDefaults(field.fields, isProperties(old) ? old : undefined, value, generateName)
      : value;
  if (!isList(value)) return value;
  const olds = isList(old) ? old : [];
  const partner = field.kind === "blockSet" ? matchElements(olds, value) : value.map((_, i) => olds[i]);
  return value.map((item, i) => {
    const match = partner[i];
    return isProperties(item)
      ? withDefaults(field.fields, isProperties(match) ? match : undefined, item, generateName)
      : item;
  });
}

/** A set has no order, so each new element is matched with the most similar old element. */
function matchElements(olds: readonly Value[], news: readonly Value[]): (Value | undefined)[] {
  const candidates = news.flatMap((item, newIndex) =>
    olds.map((old, oldIndex) => ({ newIndex, oldIndex, score: similarity(old, item) })),
  );
  candidates.sort((a, b) => b.score - a.score);
  const found = new Map<number, number>();
  const used = new Set<number>();
  for (const { newIndex, oldIndex } of candidates) {
    if (found.has(newIndex) || used.has(oldIndex)) continue;
    found.set(newIndex, oldIndex);
    used.add(oldIndex);
  }
  return news.map((_, i) => olds[found.get(i) ?? -1]);
}

function similarity(old: Value, item: Value): number {
  if (!isProperties(old) || !isProperties(item)) return 0;
  return Object.keys(old)
    .filter((name) => item[name] !== undefined)
    .reduce((score, name) => score + (equal(old[name], item[name]) ? 3 : 1), 0);
}
