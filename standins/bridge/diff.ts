import { editScript } from "./editScript";
import { elementIdentity } from "./sets";
import { formatPath, type Path } from "./paths";
import { plan } from "./plan";
import { type Field, type Fields, isNested, isScalar, type ResourceSchema } from "./schema";
import { equal, isList, isProperties, isReserved, isUnset, list, object, type Properties, UNKNOWN, type Value } from "./values";

export type DiffKind = "ADD" | "ADD_REPLACE" | "DELETE" | "DELETE_REPLACE" | "UPDATE" | "UPDATE_REPLACE";

export interface Difference {
  readonly changed: boolean;
  /** By path; empty when the provider has no detail to give. */
  readonly detail: ReadonlyMap<string, DiffKind>;
  readonly replaces: readonly string[];
  readonly stables: readonly string[];
  readonly diffs: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** The difference between a state and what the inputs would make of it. */
export function diff(schema: ResourceSchema, prior: Properties, inputs: Properties): Difference {
  const { planned, changed, replace } = plan(schema, prior, inputs);
  const detail = changed ? settled(detailOf(schema.fields, prior, planned, inputs), replace) : new Map<string, DiffKind>();
  const replaces = [...detail].filter(([, kind]) => kind.endsWith("_REPLACE")).map(([path]) => top(path)).sort();
  return {
    changed,
    detail,
    replaces,
    stables: Object.entries(schema.fields).filter(([name, field]) => field.replaces && !replaces.includes(name)).map(([name]) => name).sort(),
    diffs: [...new Set([...detail.keys()].map(top))].sort(),
    deleteBeforeReplace: replaces.length > 0 && hasChosenName(schema, inputs),
  };
}

/** A resource with a name of the program's own cannot stand beside its successor. */
function hasChosenName(schema: ResourceSchema, inputs: Properties): boolean {
  const defaults = inputs.__defaults;
  if (!isList(defaults)) return false;
  return Object.entries(schema.fields).some(([name, field]) => isScalar(field) && field.autonamed && !isUnset(inputs[name]) && !defaults.includes(name));
}

const top = (path: string): string => path.split(/[.[]/, 1)[0] ?? path;

/** What the plan says of a replacement wins over what single fields say; `__meta` stands for a reason that has no path. */
function settled(detail: Map<string, DiffKind>, replace: boolean): Map<string, DiffKind> {
  if (!replace) return new Map([...detail].map(([path, kind]) => [path, demoted(kind)]));
  if (![...detail.values()].some((kind) => kind.endsWith("_REPLACE"))) detail.set("__meta", "UPDATE_REPLACE");
  return detail;
}

const demoted = (kind: DiffKind): DiffKind => (kind === "ADD_REPLACE" ? "ADD" : kind === "DELETE_REPLACE" ? "DELETE" : kind === "UPDATE_REPLACE" ? "UPDATE" : kind);
const promoted = (kind: DiffKind): DiffKind => (kind === "ADD" ? "ADD_REPLACE" : kind === "DELETE" ? "DELETE_REPLACE" : kind === "UPDATE" ? "UPDATE_REPLACE" : kind);

/** A field at its place: whether a change of it, or of the collection it is directly in, replaces the resource. */
interface At {
  readonly path: Path;
  readonly field: Field | undefined;
  readonly parent: Field | undefined;
}

type Detail = Map<string, DiffKind>;

function detailOf(fields: Fields, prior: Properties, planned: Properties, inputs: Properties): Detail {
  const detail: Detail = new Map();
  diffObject(fields, undefined, [], prior, planned, { detail, inputs });
  return detail;
}

interface Sink {
  readonly detail: Detail;
  readonly inputs: Properties;
}

function diffObject(fields: Fields, parent: Field | undefined, path: Path, prior: Properties, planned: Properties, sink: Sink): void {
  for (const name of [...new Set([...Object.keys(prior), ...Object.keys(planned)])].sort()) {
    if (isReserved(name)) continue;
    diffValue({ path: [...path, name], field: fields[name], parent }, prior[name] ?? null, planned[name] ?? null, sink);
  }
}

/** An empty list counts as absent, an empty map as present. */
const isPresent = (value: Value): boolean => !isUnset(value) && !(isList(value) && value.length === 0);

const replacesAt = ({ field, parent }: At): boolean => field?.replaces === true || (parent?.replaces === true && !isScalar(parent));

function diffValue(at: At, prior: Value, planned: Value, sink: Sink): void {
  const note = (kind: DiffKind, replace: boolean): void => void sink.detail.set(formatPath(at.path), replace ? promoted(kind) : kind);
  if (!isPresent(prior) && !isPresent(planned)) return;
  if (!isPresent(prior)) return note("ADD", valueReplaces(at, planned));
  if (!isPresent(planned)) return note("DELETE", valueReplaces(at, prior));
  if (planned === UNKNOWN) return note("UPDATE", replacesAt(at));
  const { field } = at;
  if (field === undefined || isScalar(field)) {
    if (!equal(prior, planned)) note("UPDATE", replacesAt(at));
    return;
  }
  switch (field.kind) {
    case "one":
      return diffObject(field.fields, field, at.path, object(prior), object(planned), sink);
    case "map":
      return diffMap(at, object(prior), object(planned), sink);
    case "list":
      return diffList(at, list(prior), list(planned), sink);
    case "blocks": {
      const length = Math.max(list(prior).length, list(planned).length);
      for (let i = 0; i < length; i++) diffElement(field, [...at.path, i], list(prior)[i] ?? null, list(planned)[i] ?? null, sink);
      return;
    }
    default:
      return diffSet(at, field, list(prior), list(planned), sink);
  }
}

function diffMap(at: At, prior: Properties, planned: Properties, sink: Sink): void {
  for (const name of [...new Set([...Object.keys(prior), ...Object.keys(planned)])].sort()) {
    if (!isReserved(name)) diffValue({ path: [...at.path, name], field: undefined, parent: at.field }, prior[name] ?? null, planned[name] ?? null, sink);
  }
}

function diffList(at: At, prior: readonly Value[], planned: readonly Value[], sink: Sink): void {
  const own: Detail = new Map();
  for (const { change, index } of editScript(prior, planned, equal)) {
    const key = formatPath([...at.path, index]);
    own.set(key, own.has(key) ? "UPDATE" : change === "insert" ? "ADD" : "DELETE");
  }
  for (const [key, kind] of own) sink.detail.set(key, at.field?.replaces ? promoted(kind) : kind);
}

function diffElement(set: Field, path: Path, prior: Value, planned: Value, sink: Sink): void {
  if (isNested(set) && isProperties(prior) && isProperties(planned)) return diffObject(set.fields, set, path, prior, planned, sink);
  const element: At = { path, field: isNested(set) ? { kind: "one", fields: set.fields } : undefined, parent: set };
  diffValue(element, prior, planned, sink);
}

/** Element by element where every new element can be told among the inputs (the engine shows those); else the set as a whole. */
function diffSet(at: At, field: Field, prior: readonly Value[], planned: readonly Value[], sink: Sink): void {
  const key = (element: Value): string => elementIdentity(field, element);
  const priorKeys = new Set(prior.map(key));
  const plannedKeys = new Set(planned.map(key));
  const removed = prior.flatMap((element, i) => (plannedKeys.has(key(element)) ? [] : [i]));
  const added = planned.flatMap((element, i) => (priorKeys.has(key(element)) ? [] : [i]));
  if (removed.length === 0 && added.length === 0) return;
  const matched = matchInputs(at, field, added, planned, sink.inputs);
  if (matched === undefined) {
    sink.detail.set(formatPath(at.path), field.replaces ? "UPDATE_REPLACE" : "UPDATE");
    return;
  }
  for (const index of [...new Set([...removed, ...matched.keys()])].sort((a, b) => a - b)) {
    const plannedIndex = matched.get(index);
    const old = removed.includes(index) ? (prior[index] ?? null) : null;
    diffElement(field, [...at.path, index], old, plannedIndex === undefined ? null : (planned[plannedIndex] ?? null), sink);
  }
}

/** Which input each added element came from, by the input's index; undefined when one came from none. */
function matchInputs(at: At, field: Field, added: readonly number[], planned: readonly Value[], inputs: Properties): Map<number, number> | undefined {
  const given = list(valueAt(inputs, at.path));
  if (given.length < planned.length) return undefined;
  const matched = new Map<number, number>();
  for (const index of added) {
    const from = given.findIndex((input, i) => !matched.has(i) && couldBecome(isNested(field) ? { kind: "one", fields: field.fields } : undefined, input, planned[index] ?? null));
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

/** Whether a planned value differs from an input only in what is computed or was filled in empty. */
function couldBecome(field: Field | undefined, input: Value, planned: Value): boolean {
  if (field?.computed && isUnset(input)) return true;
  if (field && (field.kind === "list" || field.kind === "set" || field.kind === "blocks" || field.kind === "blockSet")) {
    if (isUnset(input)) return isUnset(planned) || (isList(planned) && planned.length === 0);
    if (!isList(input) || !isList(planned) || input.length !== planned.length) return false;
    const element: Field | undefined = isNested(field) ? { kind: "one", fields: field.fields } : undefined;
    return input.every((item, i) => couldBecome(element, item, planned[i] ?? null));
  }
  if (field?.kind === "map") {
    if (isUnset(input)) return isUnset(planned) || (isProperties(planned) && Object.keys(planned).length === 0);
    return isProperties(input) && isProperties(planned) && equal(input, planned);
  }
  if (field?.kind === "one") {
    if (!isProperties(input) || !isProperties(planned)) return isUnset(input) && isUnset(planned);
    return [...new Set([...Object.keys(input), ...Object.keys(planned)])]
      .filter((name) => !isReserved(name))
      .every((name) => couldBecome(field.fields[name], input[name] ?? null, planned[name] ?? null));
  }
  return equal(input, planned);
}

/** Adding or removing a value replaces when anything set in it does. */
function valueReplaces(at: At, value: Value): boolean {
  if (replacesAt(at)) return true;
  const { field } = at;
  if (field && isNested(field)) {
    const blocks = isList(value) ? value : [value];
    return blocks.some((block) =>
      Object.entries(object(block)).some(([name, inner]) => {
        const innerField = field.fields[name];
        return innerField !== undefined && valueReplaces({ path: at.path, field: innerField, parent: field }, inner ?? null);
      }),
    );
  }
  return false;
}
