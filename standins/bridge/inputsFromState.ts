import { type Field, type Fields, isNested, isScalar, type ResourceSchema } from "./schema";
import { equal, isList, isProperties, isReserved, isUnset, list, type Properties, type Value } from "./values";

/** After a refresh: the former inputs with the current values. Fields that the program did not set are not added. */
export function refreshInputs(schema: ResourceSchema, inputs: Properties, state: Properties): Properties {
  return refreshObject(schema.fields, inputs, state).value;
}

/** After an import: the inputs for this state, without defaults and zero values. */
export function importInputs(schema: ResourceSchema, state: Properties): Properties {
  return importObject(schema.fields, state);
}

interface Refreshed<T extends Value> {
  readonly value: T;
  readonly unchanged: boolean;
}

function refreshObject(fields: Fields, inputs: Properties, state: Properties): Refreshed<Properties> {
  const value: Record<string, Value> = {};
  const defaults = new Set(list(inputs.__defaults));
  let unchanged = true;
  for (const [name, input] of Object.entries(inputs)) {
    if (isReserved(name) || input === undefined) continue;
    const now = state[name];
    if (now === undefined) {
      defaults.delete(name);
      unchanged = false;
      continue;
    }
    const inner = refreshValue(fields[name], input, now);
    value[name] = inner.value;
    if (!inner.unchanged) {
      defaults.delete(name);
      unchanged = false;
    }
  }
  return { value: isList(inputs.__defaults) ? { __defaults: [...defaults].sort(), ...value } : value, unchanged };
}

function refreshValue(field: Field | undefined, input: Value, now: Value): Refreshed<Value> {
  if (isList(input) && isList(now)) return refreshList(field, input, now);
  if (isProperties(input) && isProperties(now)) {
    if (field && isNested(field)) return refreshObject(field.fields, input, now);
    const entries = Object.entries(input).filter(([name]) => now[name] !== undefined);
    const value = Object.fromEntries(entries.map(([name]) => [name, now[name] ?? null]));
    return { value, unchanged: equal(value, input) };
  }
  return { value: now, unchanged: equal(input, now) };
}

function refreshList(field: Field | undefined, inputs: readonly Value[], now: readonly Value[]): Refreshed<Value> {
  if (!field || !isNested(field)) {
    const value = now.slice(0, inputs.length);
    return { value, unchanged: equal(value, inputs) };
  }
  const left = [...now];
  const value: Value[] = [];
  let unchanged = true;
  for (const [i, input] of inputs.entries()) {
    const index = field.kind === "blockSet" ? closest(input, left) : i;
    const found = left[index];
    if (!isProperties(input) || !isProperties(found)) {
      unchanged = false;
      continue;
    }
    if (field.kind === "blockSet") left.splice(index, 1);
    const inner = refreshObject(field.fields, input, found);
    value.push(inner.value);
    unchanged &&= inner.unchanged;
  }
  return { value, unchanged };
}

function closest(input: Value, elements: readonly Value[]): number {
  const score = (element: Value): number =>
    isProperties(input) && isProperties(element)
      ? Object.keys(input).filter((name) => equal(input[name], element[name])).length
      : 0;
  const scores = elements.map(score);
  return scores.indexOf(Math.max(...scores));
}

function importObject(fields: Fields, state: Properties): Properties {
  const value: Record<string, Value> = { __defaults: [] };
  for (const [name, field] of Object.entries(fields)) {
    const now = state[name];
    if (isUnset(now) || field.output) continue;
    const input = importValue(field, now);
    if (field.required || !isDefault(field, input)) value[name] = input;
  }
  return value;
}

function importValue(field: Field, now: Value): Value {
  if (isNested(field)) {
    if (isProperties(now)) return importObject(field.fields, now);
    return isList(now) ? now.map((item) => (isProperties(item) ? importObject(field.fields, item) : item)) : now;
  }
  return isProperties(now) ? { __defaults: [], ...now } : now;
}

function isDefault(field: Field, value: Value): boolean {
  if (isScalar(field) && field.default !== undefined) return value === field.default;
  if (isList(value)) return value.length === 0;
  if (isProperties(value)) return Object.keys(value).every((name) => name === "__defaults");
  return isUnset(value) || value === false || value === 0 || value === "";
}
