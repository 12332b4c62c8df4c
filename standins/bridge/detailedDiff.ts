import { diffArrays } from "diff";
import { type DiffKind, toReplacing } from "./diffKind";
import { matchInputs } from "./matchInputs";
import { formatPath, type Path } from "./paths";
import { type Field, type Fields, isNested, isScalar } from "./schema";
import { elementIdentity } from "./sets";
import {
  equal,
  isList,
  isProperties,
  isReserved,
  isUnset,
  list,
  object,
  type Properties,
  UNKNOWN,
  type Value,
} from "./values";

/**
 * A field and its place. A change of the field, or of the collection that directly contains it, may replace the
 * resource.
 */
interface Location {
  readonly path: Path;
  readonly field: Field | undefined;
  readonly parent: Field | undefined;
}

/** What every step of the comparison reads and writes. */
interface Context {
  readonly detail: Map<string, DiffKind>;
  readonly inputs: Properties;
}

/** The kinds of change between two states, by property path. */
export function detailedDiff(
  fields: Fields,
  prior: Properties,
  planned: Properties,
  inputs: Properties,
): Map<string, DiffKind> {
  const context: Context = { detail: new Map(), inputs };
  diffObject(fields, { path: [], field: undefined, parent: undefined }, prior, planned, context);
  return context.detail;
}

function diffObject(fields: Fields, at: Location, prior: Properties, planned: Properties, context: Context): void {
  for (const name of namesIn(prior, planned)) {
    const location = { path: [...at.path, name], field: fields[name], parent: at.field };
    diffValue(location, prior[name] ?? null, planned[name] ?? null, context);
  }
}

const namesIn = (...objects: readonly Properties[]): string[] =>
  [...new Set(objects.flatMap(Object.keys))].filter((name) => !isReserved(name)).sort();

/** An empty list counts as absent, an empty map as present. */
const isPresent = (value: Value): boolean => !isUnset(value) && !(isList(value) && value.length === 0);

const replacesAt = ({ field, parent }: Location): boolean =>
  field?.replaces === true || (parent?.replaces === true && !isScalar(parent));

function diffValue(at: Location, prior: Value, planned: Value, context: Context): void {
  const record = (kind: DiffKind, replace: boolean): void =>
    void context.detail.set(formatPath(at.path), replace ? toReplacing(kind) : kind);
  if (!isPresent(prior) && !isPresent(planned)) return;
  if (!isPresent(prior)) record("ADD", valueReplaces(at, planned));
  else if (!isPresent(planned)) record("DELETE", valueReplaces(at, prior));
  else if (planned === UNKNOWN) record("UPDATE", replacesAt(at));
  else if (at.field === undefined || isScalar(at.field)) {
    if (!equal(prior, planned)) record("UPDATE", replacesAt(at));
  } else diffCollection(at, at.field, prior, planned, context);
}

function diffCollection(at: Location, field: Field, prior: Value, planned: Value, context: Context): void {
  switch (field.kind) {
    case "block":
      diffObject(field.fields, at, object(prior), object(planned), context);
      break;
    case "map":
      diffMap(at, object(prior), object(planned), context);
      break;
    case "list":
      diffList(at, list(prior), list(planned), context);
      break;
    case "blockList":
      diffBlockList(at, field, list(prior), list(planned), context);
      break;
    default:
      diffSet(at, field, list(prior), list(planned), context);
  }
}

function diffMap(at: Location, prior: Properties, planned: Properties, context: Context): void {
  for (const name of namesIn(prior, planned)) {
    const location = { path: [...at.path, name], field: undefined, parent: at.field };
    diffValue(location, prior[name] ?? null, planned[name] ?? null, context);
  }
}

/** A removal and an insertion at the same index are one update. */
function diffList(at: Location, prior: readonly Value[], planned: readonly Value[], context: Context): void {
  const kinds = new Map<number, DiffKind>();
  let priorIndex = 0;
  let plannedIndex = 0;
  for (const { value, added, removed } of diffArrays([...prior], [...planned], { comparator: equal })) {
    for (const _ of value) {
      if (removed) kinds.set(priorIndex, kinds.has(priorIndex) ? "UPDATE" : "DELETE");
      else if (added) kinds.set(plannedIndex, kinds.has(plannedIndex) ? "UPDATE" : "ADD");
      if (!added) priorIndex++;
      if (!removed) plannedIndex++;
    }
  }
  for (const [index, kind] of kinds) {
    context.detail.set(formatPath([...at.path, index]), at.field?.replaces ? toReplacing(kind) : kind);
  }
}

function diffBlockList(
  at: Location,
  field: Field,
  prior: readonly Value[],
  planned: readonly Value[],
  context: Context,
): void {
  for (let i = 0; i < Math.max(prior.length, planned.length); i++) {
    diffElement(field, [...at.path, i], prior[i] ?? null, planned[i] ?? null, context);
  }
}

function diffElement(collection: Field, path: Path, prior: Value, planned: Value, context: Context): void {
  if (isNested(collection) && isProperties(prior) && isProperties(planned)) {
    diffObject(collection.fields, { path, field: collection, parent: undefined }, prior, planned, context);
    return;
  }
  const field: Field | undefined = isNested(collection) ? { kind: "block", fields: collection.fields } : undefined;
  diffValue({ path, field, parent: collection }, prior, planned, context);
}

/**
 * Compares element by element if every added element is found among the inputs, because Pulumi displays the inputs.
 * Otherwise reports the set as a whole.
 */
function diffSet(
  at: Location,
  field: Field,
  prior: readonly Value[],
  planned: readonly Value[],
  context: Context,
): void {
  const key = (element: Value): string => elementIdentity(field, element);
  const priorKeys = new Set(prior.map(key));
  const plannedKeys = new Set(planned.map(key));
  const removed = prior.flatMap((element, i) => (plannedKeys.has(key(element)) ? [] : [i]));
  const added = planned.flatMap((element, i) => (priorKeys.has(key(element)) ? [] : [i]));
  if (removed.length === 0 && added.length === 0) return;
  const matched = matchInputs(at.path, field, added, planned, context.inputs);
  if (matched === undefined) {
    context.detail.set(formatPath(at.path), field.replaces ? "UPDATE_REPLACE" : "UPDATE");
    return;
  }
  for (const index of [...new Set([...removed, ...matched.keys()])].sort((a, b) => a - b)) {
    const plannedIndex = matched.get(index);
    const before = removed.includes(index) ? (prior[index] ?? null) : null;
    const after = plannedIndex === undefined ? null : (planned[plannedIndex] ?? null);
    diffElement(field, [...at.path, index], before, after, context);
  }
}

/** Whether adding or removing a value replaces the resource: if anything set inside the value does. */
function valueReplaces(at: Location, value: Value): boolean {
  if (replacesAt(at)) return true;
  const { field } = at;
  if (!field || !isNested(field)) return false;
  const blocks = isList(value) ? value : [value];
  return blocks.some((block) =>
    Object.entries(object(block)).some(([name, inner]) => {
      const innerField = field.fields[name];
      if (innerField === undefined) return false;
      return valueReplaces({ path: at.path, field: innerField, parent: field }, inner ?? null);
    }),
  );
}
