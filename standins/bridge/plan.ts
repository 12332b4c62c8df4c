import { isEmpty, withEmptyCollections, withZeroValues } from "./emptyValues";
import {
  changedTo,
  type Mode,
  type PlannedValue,
  planList,
  planMap,
  planScalar,
  planSet,
  unchanged,
  withoutDuplicates,
} from "./planValues";
import {
  type Collection,
  type Field,
  type Fields,
  isNested,
  isScalar,
  type Nested,
  type ResourceSchema,
} from "./schema";
import { elementIdentity, inStateOrder } from "./sets";
import {
  hasUnknown,
  isList,
  isProperties,
  isUnset,
  mapProperties,
  type Properties,
  text,
  UNKNOWN,
  type Value,
} from "./values";

/**
 * The future state, as far as it is known before the Docker engine is called. Follows Terraform's SDK in its rules
 * for configured, defaulted and computed fields, and in what it counts as a change: an unset value equals the zero
 * value.
 */
export interface Plan {
  readonly planned: Properties;
  readonly changed: boolean;
  readonly replace: boolean;
}

interface PlannedObject extends PlannedValue {
  readonly value: Properties;
}

export function plan(schema: ResourceSchema, prior: Properties | undefined, inputs: Properties): Plan {
  const { value, changed, replace } = planObject(schema.fields, prior, inputs, {
    creating: prior === undefined,
    inSet: false,
  });
  if (prior && !changed) return { planned: prior, changed: false, replace: false };
  const planned = prior ? withEmptyCollections(schema.fields, value) : value;
  return { planned: { ...planned, id: prior?.id ?? UNKNOWN }, changed, replace };
}

/** A plan as it is applied: null in place of values that only the engine can determine. */
export const withoutUnknowns = (planned: Properties): Properties => mapProperties(planned, unknownToNull);

function unknownToNull(value: Value): Value {
  if (value === UNKNOWN) return null;
  if (isList(value)) return value.map(unknownToNull);
  return isProperties(value) ? mapProperties(value, unknownToNull) : value;
}

function planObject(
  fields: Fields,
  prior: Properties | undefined,
  inputs: Properties | undefined,
  mode: Mode,
): PlannedObject {
  const planned = Object.entries(fields).map(
    ([name, field]) => [name, planField(field, prior?.[name] ?? null, inputs?.[name] ?? null, mode)] as const,
  );
  return {
    value: Object.fromEntries(planned.map(([name, { value }]) => [name, value])),
    changed: planned.some(([, { changed }]) => changed),
    replace: planned.some(([, { replace }]) => replace),
  };
}

function planField(field: Field, prior: Value, input: Value, mode: Mode): PlannedValue {
  if (isScalar(field)) return planScalar(field, prior, input, mode);
  if (isUnset(input)) return planUnset(field, prior, mode);
  if (input === UNKNOWN) return changedTo(field, UNKNOWN);
  switch (field.kind) {
    case "map":
      return planMap(field, prior, input, mode);
    case "list":
      return planList(field, prior, input, mode);
    case "set":
      return planSet(field, prior, input, mode);
    case "block":
      return planBlock(field, prior, input, mode);
    case "blockList":
      return planBlockList(field, prior, input, mode);
    case "blockSet":
      return planBlockSet(field, prior, input, mode);
  }
}

function planUnset(field: Collection | Nested, prior: Value, mode: Mode): PlannedValue {
  if (field.computed) return unchanged(mode.creating ? UNKNOWN : prior);
  if (isUnset(prior) || isEmpty(prior)) {
    return unchanged(mode.creating || mode.inSet ? initialValue(field, mode) : prior);
  }
  if (!isNested(field)) return changedTo(field, field.kind === "map" ? {} : []);
  const removed = isList(prior) ? prior : [prior];
  return {
    value: field.kind === "block" ? null : [],
    changed: true,
    replace:
      !mode.creating && (field.replaces === true || removed.some((item) => hasReplacingValue(field.fields, item))),
  };
}

/**
 * Lists and sets of blocks are never null in a state, nor is a set within a set. Other collections are null until
 * they are set.
 */
const initialValue = ({ kind }: Field, { inSet }: Mode): Value =>
  kind === "blockList" || kind === "blockSet" || (inSet && kind === "set") ? [] : null;

function planBlock(field: Nested, prior: Value, input: Value, mode: Mode): PlannedValue {
  const before = isProperties(prior) ? prior : undefined;
  const inner = planObject(field.fields, before, isProperties(input) ? input : undefined, mode);
  const added = before === undefined;
  return {
    value: inner.value,
    changed: inner.changed || added,
    replace: inner.replace || (added && field.replaces === true),
  };
}

function planBlockList(field: Nested, prior: Value, input: Value, mode: Mode): PlannedValue {
  const before = isList(prior) ? prior : [];
  const after = isList(input) ? input : [];
  const planned = after.map((item, i) => {
    const old = before[i];
    return planObject(field.fields, isProperties(old) ? old : undefined, isProperties(item) ? item : undefined, mode);
  });
  const removed = before.slice(after.length);
  const resized = before.length !== after.length;
  return {
    value: planned.map(({ value }) => value),
    changed: resized || planned.some(({ changed }) => changed),
    replace:
      removed.some((item) => hasReplacingValue(field.fields, item)) ||
      (resized && field.replaces === true) ||
      planned.some(({ replace }) => replace),
  };
}

function planBlockSet(field: Nested, prior: Value, input: Value, mode: Mode): PlannedValue {
  const key = (element: Value): string => elementIdentity(field, element);
  const before = isList(prior) ? prior : [];
  const elements = (isList(input) ? input : []).map(
    (item) =>
      planObject(field.fields, undefined, isProperties(item) ? item : undefined, { ...mode, inSet: true }).value,
  );
  const unknown = elements.some(hasUnknown);
  const wanted = unknown ? elements : withoutDuplicates(elements, key);
  const beforeKeys = new Set(before.map(key));
  const wantedKeys = new Set(wanted.map(key));
  const differing = [
    ...before.filter((item) => !wantedKeys.has(key(item))),
    ...wanted.filter((item) => !beforeKeys.has(key(item))),
  ];
  if (differing.length === 0 && !mode.creating) {
    return unchanged(isList(prior) ? prior.map((element) => withZeroValues(field.fields, element)) : prior);
  }
  const resized = before.length !== wanted.length;
  return {
    value: unknown ? wanted : inStateOrder(field, wanted),
    changed: differing.length > 0 || resized,
    replace: (resized && field.replaces === true) || differing.some((item) => hasReplacingValue(field.fields, item)),
  };
}

/** Adding or removing a block replaces the resource if the block sets a field that replaces. */
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
