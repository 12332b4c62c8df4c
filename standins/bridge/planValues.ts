import { isZero } from "./emptyValues";
import type { Collection, Field, Scalar } from "./schema";
import { inStateOrder } from "./sets";
import { equal, hasUnknown, isList, isProperties, isReserved, isUnset, text, UNKNOWN, type Value } from "./values";

export interface Mode {
  /** No state exists yet, so computed fields are unknown. */
  readonly creating: boolean;
  /** Inside an element of a set, which is always planned as a whole. */
  readonly inSet: boolean;
}

export interface PlannedValue {
  readonly value: Value;
  readonly changed: boolean;
  readonly replace: boolean;
}

export const unchanged = (value: Value): PlannedValue => ({ value, changed: false, replace: false });
export const changedTo = (field: Field, value: Value): PlannedValue => ({
  value,
  changed: true,
  replace: field.replaces === true,
});

export const withoutDuplicates = (values: readonly Value[], key: (value: Value) => string): Value[] => [
  ...new Map(values.map((value) => [key(value), value])).values(),
];

export function planScalar(field: Scalar, prior: Value, input: Value, mode: Mode): PlannedValue {
  if (input === UNKNOWN) return changedTo(field, UNKNOWN);
  const wanted = isUnset(input) ? (field.default ?? null) : input;
  if (isUnset(wanted)) {
    if (field.computed) return unchanged(mode.creating || (mode.inSet && isUnset(prior)) ? UNKNOWN : prior);
    if (!isUnset(prior) && !isZero(prior)) return changedTo(field, null);
    return unchanged(mode.inSet && isUnset(prior) && field.kind === "string" ? "" : prior);
  }
  const same = text(prior) === text(wanted) || (!isUnset(prior) && field.same?.(text(prior), text(wanted)) === true);
  return same ? unchanged(isUnset(prior) ? wanted : prior) : changedTo(field, wanted);
}

export function planList(field: Collection, prior: Value, input: Value, mode: Mode): PlannedValue {
  if (!equal(isUnset(prior) ? [] : prior, input)) return changedTo(field, input);
  return unchanged(isUnset(prior) && mode.creating ? input : prior);
}

export function planMap(field: Collection, prior: Value, input: Value, mode: Mode): PlannedValue {
  const wanted = isProperties(input)
    ? Object.fromEntries(Object.entries(input).filter(([name]) => !isReserved(name)))
    : input;
  const same = equal(isUnset(prior) ? {} : prior, wanted) && !(mode.creating && isUnset(prior));
  return same ? unchanged(prior) : changedTo(field, wanted);
}

export function planSet(field: Collection, prior: Value, input: Value, mode: Mode): PlannedValue {
  const wanted = hasUnknown(input) || !isList(input) ? input : inStateOrder(field, withoutDuplicates(input, text));
  const same = equal(isList(prior) ? inStateOrder(field, prior) : [], wanted) && !mode.creating;
  return same ? unchanged(prior) : changedTo(field, wanted);
}
