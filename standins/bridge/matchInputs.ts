import type { Path } from "./paths";
import { type Field, isNested } from "./schema";
import { equal, isList, isProperties, isReserved, isUnset, list, type Properties, type Value } from "./values";

/**
 * Finds the input behind each added element of a set.
 * @returns the elements' indexes by the inputs' indexes; undefined if an element has no matching input
 */
export function matchInputs(
  path: Path,
  field: Field,
  added: readonly number[],
  planned: readonly Value[],
  inputs: Properties,
): Map<number, number> | undefined {
  const given = list(valueAt(inputs, path));
  if (given.length < planned.length) return undefined;
  const matched = new Map<number, number>();
  for (const index of added) {
    const element = planned[index] ?? null;
    const from = given.findIndex((input, i) => !matched.has(i) && couldBecome(elementField(field), input, element));
    if (from < 0) return undefined;
    matched.set(from, index);
  }
  return matched;
}

function valueAt(inputs: Properties, path: Path): Value | undefined {
  let value: Value | undefined = inputs;
  for (const step of path) {
    if (typeof step === "number") value = isList(value) ? value[step] : undefined;
    else value = isProperties(value) ? value[step] : undefined;
  }
  return value;
}

const elementField = (field: Field): Field | undefined =>
  isNested(field) ? { kind: "block", fields: field.fields } : undefined;

/** Whether a planned value differs from an input only in computed fields and in empty collections. */
function couldBecome(field: Field | undefined, input: Value, planned: Value): boolean {
  if (field?.computed && isUnset(input)) return true;
  switch (field?.kind) {
    case "list":
    case "set":
    case "blockList":
    case "blockSet": {
      if (isUnset(input)) return isUnset(planned) || (isList(planned) && planned.length === 0);
      if (!isList(input) || !isList(planned) || input.length !== planned.length) return false;
      return input.every((item, i) => couldBecome(elementField(field), item, planned[i] ?? null));
    }
    case "map":
      if (isUnset(input)) return isUnset(planned) || (isProperties(planned) && Object.keys(planned).length === 0);
      return isProperties(input) && isProperties(planned) && equal(input, planned);
    case "block":
      if (!isProperties(input) || !isProperties(planned)) return isUnset(input) && isUnset(planned);
      return [...new Set([...Object.keys(input), ...Object.keys(planned)])]
        .filter((name) => !isReserved(name))
        .every((name) => couldBecome(field.fields[name], input[name] ?? null, planned[name] ?? null));
    default:
      return equal(input, planned);
  }
}
