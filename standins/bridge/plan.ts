import { type Field, type Fields, isNested, isScalar, type Nested, type ResourceSchema, type Scalar } from "./schema";
import { elementIdentity, inStateOrder } from "./sets";
import {
  equal,
  hasUnknown,
  isList,
  isProperties,
  isReserved,
  isUnset,
  mapProperties,
  type Properties,
  text,
  UNKNOWN,
  type Value,
} from "./values";

/**
 * What the state will be, in so far as it can be told before the engine is asked: the rules of Terraform's SDK for configured,
 * defaulted and computed fields, and for what counts as a change (unset and the zero value are the same).
 */
export interface Plan {
  readonly planned: Properties;
  readonly changed: boolean;
  readonly replace: boolean;
}

interface Mode {
  /** There is no state yet: what the engine decides is unknown. */
  readonly creating: boolean;
  /** Inside an element of a set, which is always planned whole. */
  readonly inSet: boolean;
}

interface Step {
  readonly value: Value;
  readonly changed: boolean;
  readonly replace: boolean;
}

export function plan(schema: ResourceSchema, prior: Properties | undefined, inputs: Properties): Plan {
  const step = planObject(schema.fields, prior, inputs, { creating: prior === undefined, inSet: false });
  if (prior && !step.changed) return { planned: prior, changed: false, replace: false };
  const planned = prior ? withEmptyCollections(schema.fields, step.value) : step.value;
  return { planned: { ...planned, id: prior?.id ?? UNKNOWN }, changed: step.changed, replace: step.replace };
}

interface ObjectStep extends Step {
  readonly value: Properties;
}

function planObject(
  fields: Fields,
  prior: Properties | undefined,
  inputs: Properties | undefined,
  mode: Mode,
): ObjectStep {
  const value: Record<string, Value> = {};
  let changed = false;
  let replace = false;
  for (const [name, field] of Object.entries(fields)) {
    const step = planField(field, prior?.[name] ?? null, inputs?.[name] ?? null, mode);
    value[name] = step.value;
    changed ||= step.changed;
    replace ||= step.replace;
  }
  return { value, changed, replace };
}

const kept = (value: Value): Step => ({ value, changed: false, replace: false });
const changedTo = (field: Field, value: Value): Step => ({ value, changed: true, replace: field.replaces === true });

function planField(field: Field, prior: Value, input: Value, mode: Mode): Step {
  if (isScalar(field)) return planScalar(field, prior, input, mode);
  if (isUnset(input)) {
    if (field.computed) return kept(mode.creating ? UNKNOWN : prior);
    if (isUnset(prior) || isEmpty(prior)) return kept(mode.creating || mode.inSet ? emptyOf(field, mode) : prior);
    if (isNested(field)) return removed(field, prior, mode);
    return changedTo(field, field.kind === "map" ? {} : []);
  }
  if (input === UNKNOWN) return changedTo(field, UNKNOWN);
  switch (field.kind) {
    case "map":
      return equal(isUnset(prior) ? {} : prior, withoutReserved(input)) && !(mode.creating && isUnset(prior))
        ? kept(prior)
        : changedTo(field, withoutReserved(input));
    case "list":
      return equal(isUnset(prior) ? [] : prior, input)
        ? kept(isUnset(prior) && mode.creating ? input : prior)
        : changedTo(field, input);
    case "set": {
      const sorted = hasUnknown(input) || !isList(input) ? input : inStateOrder(field, dedupe(input));
      return equal(isList(prior) ? inStateOrder(field, prior) : [], sorted) && !mode.creating
        ? kept(prior)
        : changedTo(field, sorted);
    }
    case "block":
      return planOne(field, prior, input, mode);
    case "blockList":
      return planBlocks(field, prior, input, mode);
    case "blockSet":
      return planBlockSet(field, prior, input, mode);
  }
}

function planScalar(field: Scalar, prior: Value, input: Value, mode: Mode): Step {
  if (input === UNKNOWN) return changedTo(field, UNKNOWN);
  const wanted = isUnset(input) ? (field.default ?? null) : input;
  if (isUnset(wanted)) {
    if (field.computed) return kept(mode.creating || (mode.inSet && isUnset(prior)) ? UNKNOWN : prior);
    if (isUnset(prior) || isZero(prior))
      return kept(mode.inSet && isUnset(prior) && field.kind === "string" ? "" : prior);
    return changedTo(field, null);
  }
  const same =
    text(prior) === text(wanted) ||
    (field.same !== undefined && !isUnset(prior) && field.same(text(prior), text(wanted)));
  return same ? kept(isUnset(prior) ? wanted : prior) : changedTo(field, wanted);
}

function planOne(field: Nested, prior: Value, input: Value, mode: Mode): Step {
  const before = isProperties(prior) ? prior : undefined;
  const inner = planObject(field.fields, before, isProperties(input) ? input : undefined, mode);
  const added = before === undefined;
  return {
    value: inner.value,
    changed: inner.changed || added,
    replace: inner.replace || (added && field.replaces === true),
  };
}

function planBlocks(field: Nested, prior: Value, input: Value, mode: Mode): Step {
  const before = isList(prior) ? prior : [];
  const after = isList(input) ? input : [];
  const steps = after.map((item, i) => {
    const old = before[i];
    return planObject(field.fields, isProperties(old) ? old : undefined, isProperties(item) ? item : undefined, mode);
  });
  const gone = before.slice(after.length).some((item) => hasReplacingValue(field.fields, item));
  const resized = before.length !== after.length;
  return {
    value: steps.map((step) => step.value),
    changed: resized || steps.some((step) => step.changed),
    replace: gone || (resized && field.replaces === true) || steps.some((step) => step.replace),
  };
}

function planBlockSet(field: Nested, prior: Value, input: Value, mode: Mode): Step {
  const before = isList(prior) ? prior : [];
  const elements = (isList(input) ? input : []).map(
    (item) =>
      planObject(field.fields, undefined, isProperties(item) ? item : undefined, { ...mode, inSet: true }).value,
  );
  const key = (element: Value): string => elementIdentity(field, element);
  const unknown = elements.some(hasUnknown);
  const wanted = unknown ? elements : dedupe(elements, key);
  const beforeKeys = new Set(before.map(key));
  const afterKeys = new Set(wanted.map(key));
  const touched = [
    ...before.filter((item) => !afterKeys.has(key(item))),
    ...wanted.filter((item) => !beforeKeys.has(key(item))),
  ];
  if (touched.length === 0 && !mode.creating)
    return kept(isList(prior) ? prior.map((element) => withZeroValues(field.fields, element)) : prior);
  const resized = before.length !== wanted.length;
  return {
    value: unknown ? wanted : inStateOrder(field, wanted),
    changed: touched.length > 0 || resized,
    replace: (resized && field.replaces === true) || touched.some((item) => hasReplacingValue(field.fields, item)),
  };
}

function removed(field: Nested, prior: Value, mode: Mode): Step {
  const gone = isList(prior) ? prior : [prior];
  return {
    value: field.kind === "block" ? null : [],
    changed: true,
    replace: !mode.creating && (field.replaces === true || gone.some((item) => hasReplacingValue(field.fields, item))),
  };
}

/** Adding or dropping a block replaces the resource when a field in it that replaces has a value. */
function hasReplacingValue(fields: Fields, block: Value): boolean {
  if (!isProperties(block)) return false;
  return Object.entries(fields).some(([name, field]) => {
    const value = block[name] ?? null;
    if (isUnset(value) || isEmpty(value)) return false;
    if (isScalar(field)) return field.replaces === true && text(value) !== "";
    if (field.replaces) return true;
    return isNested(field) && (isList(value) ? value : [value]).some((item) => hasReplacingValue(field.fields, item));
  });
}

const isZero = (value: Value): boolean => value === "" || value === 0 || value === false;
const isEmpty = (value: Value): boolean =>
  (isList(value) && value.length === 0) || (isProperties(value) && Object.keys(value).length === 0);

/** Blocks are never null in a state, nor a set within a set; other collections are until they are set. */
const emptyOf = (field: Field, { inSet }: Mode): Value =>
  field.kind === "blockList" || field.kind === "blockSet" || (inSet && field.kind === "set") ? [] : null;

/** In an update that leaves a set as it is, what was null in its elements is written as zero. */
function withZeroValues(fields: Fields, element: Value): Value {
  if (!isProperties(element)) return element;
  return mapProperties(element, (value, name) => {
    const field = fields[name];
    if (field && isScalar(field) && isUnset(value))
      return field.kind === "string" ? "" : field.kind === "int" ? 0 : false;
    return field?.kind === "block" ? withZeroValues(field.fields, value) : value;
  });
}

function dedupe(values: readonly Value[], key: (value: Value) => string = text): Value[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

function withoutReserved(value: Value): Value {
  if (!isProperties(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !isReserved(name)));
}

/**
 * An update leaves no collection null inside a block: upstream writes every one of a changed state, empty or not. Only a block in
 * which nothing is set stays as it is. Sets of blocks are left out, their elements being planned whole.
 */
function withEmptyCollections(fields: Fields, state: Properties): Properties {
  return mapProperties(state, (value, name) => {
    const field = fields[name];
    return field && isNested(field) ? fieldWithEmptyCollections(field, value) : value;
  });
}

function blockWithEmptyCollections(fields: Fields, block: Properties): Properties {
  if (Object.values(block).every(isUnset)) return block;
  const value: Record<string, Value> = {};
  for (const [name, field] of Object.entries(fields))
    value[name] = fieldWithEmptyCollections(field, block[name] ?? null);
  return value;
}

function fieldWithEmptyCollections(field: Field, value: Value): Value {
  if (field.kind === "map") return isUnset(value) ? {} : value;
  if (field.kind === "list" || field.kind === "set") return isUnset(value) ? [] : value;
  if (field.kind === "block" && isProperties(value)) return blockWithEmptyCollections(field.fields, value);
  if (field.kind === "blockList" && isList(value))
    return value.map((item) => (isProperties(item) ? blockWithEmptyCollections(field.fields, item) : item));
  return value;
}

/** A plan without what only the engine can decide: as it is carried out. */
export const withoutUnknowns = (planned: Properties): Properties => mapProperties(planned, clear);

function clear(value: Value): Value {
  if (value === UNKNOWN) return null;
  if (isList(value)) return value.map(clear);
  return isProperties(value) ? mapProperties(value, clear) : value;
}
