import { formatPath, type Path } from "./paths";
import { type Field, type Fields, isNested, isScalar, terraformName } from "./schema";
import { hasUnknown, isList, isProperties, isReserved, isUnset, type Properties, type Value } from "./values";

/** One thing wrong with the inputs: what, and where. */
export interface Problem {
  readonly reason: string;
  readonly path: Path;
}

/** Upstream's dotted name of a place (`mode.0.global`), which its messages have. */
type Dotted = string;

interface Place {
  readonly path: Path;
  readonly dotted: Dotted;
}

export function validate(fields: Fields, inputs: Properties): Problem[] {
  const given = dottedNames(fields, inputs, "");
  return validateObject(fields, inputs, { path: [], dotted: "" }, given);
}

/** The words a user reads: reason and the place in the program's terms. */
export const describe = (resource: string, { reason, path }: Problem): string =>
  `${reason}. Examine values at '${resource}.${formatPath(path)}'.`;

/** Everything that is set, by upstream's names: what `conflicts` and `exactlyOneOf` look up. */
function dottedNames(fields: Fields, inputs: Properties, prefix: string): Map<Dotted, Value> {
  const names = new Map<Dotted, Value>();
  for (const [name, value] of Object.entries(inputs)) {
    if (isReserved(name) || isUnset(value)) continue;
    const field = fields[name];
    const dotted = `${prefix}${terraformName(name, field)}`;
    names.set(dotted, value);
    if (field?.kind === "block" && isProperties(value)) {
      for (const [inner, at] of dottedNames(field.fields, value, `${dotted}.0.`)) names.set(inner, at);
    }
  }
  return names;
}

function validateObject(fields: Fields, value: Properties, at: Place, given: ReadonlyMap<Dotted, Value>): Problem[] {
  const known = Object.entries(fields).flatMap(([name, field]) =>
    validateField(
      field,
      value[name],
      { path: [...at.path, name], dotted: joined(at.dotted, terraformName(name, field)) },
      given,
    ),
  );
  const unknown = Object.keys(value)
    .filter((name) => !isReserved(name) && !isUnset(value[name]) && fields[name] === undefined)
    .map((name) => ({ reason: "Invalid or unknown key", path: [...at.path, name] }));
  return [...known, ...unknown];
}

const joined = (prefix: Dotted, name: string): Dotted => (prefix === "" ? name : `${prefix}.${name}`);

function validateField(
  field: Field,
  value: Value | undefined,
  at: Place,
  given: ReadonlyMap<Dotted, Value>,
): Problem[] {
  const problem = (reason: string): Problem[] => [{ reason, path: at.path }];
  const choice = validateChoice(field, at, given);
  if (choice) return problem(`Invalid combination of arguments. ${choice}`);
  if (isUnset(value)) {
    return field.required
      ? problem(
          `Missing required argument. The argument ${JSON.stringify(at.dotted)} is required, but no definition was found.`,
        )
      : [];
  }
  if (field.output) {
    return problem(
      `Value for unconfigurable attribute. Can't configure a value for ${JSON.stringify(at.dotted)}: its value will be withoutUnknowns automatically based on the result of applying this configuration.`,
    );
  }
  if (hasUnknown(value)) return [];
  const conflict = field.conflicts?.find((other) => given.has(other));
  if (conflict)
    return problem(`Conflicting configuration arguments. ${JSON.stringify(at.dotted)}: conflicts with ${conflict}`);
  return validateValue(field, value, at, given);
}

function validateChoice(field: Field, at: Place, given: ReadonlyMap<Dotted, Value>): string | undefined {
  if (!field.exactlyOneOf) return undefined;
  const all = [...field.exactlyOneOf].sort();
  const set = all.filter((name) => given.has(name));
  const names = `\`${all.join(",")}\``;
  if (set.length === 0) return `${JSON.stringify(at.dotted)}: one of ${names} must be specified`;
  if (set.length > 1)
    return `${JSON.stringify(at.dotted)}: only one of ${names} can be specified, but \`${set.join(",")}\` were specified.`;
  return undefined;
}

function validateValue(field: Field, value: Value, at: Place, given: ReadonlyMap<Dotted, Value>): Problem[] {
  const problem = (reason: string): Problem[] => [{ reason, path: at.path }];
  if (isScalar(field)) {
    if (isList(value)) return problem("Attribute must be a single value, not a list");
    if (isProperties(value)) return problem("Attribute must be a single value, not a map");
    if (isUnset(value)) return [];
    if (field.kind === "int" && !Number.isInteger(value))
      return problem(`Attribute must be a whole number, got ${value}`);
    if (field.kind === "bool" && typeof value !== "boolean")
      return problem(
        `'' cannot parse '' as bool: strconv.ParseBool: parsing ${JSON.stringify(String(value))}: invalid syntax`,
      );
    return (field.rules ?? []).flatMap((rule) => {
      const wrong = rule(value);
      // Upstream's rules give the same words as summary and as detail, and both are shown.
      return wrong === undefined ? [] : problem(`${wrong}. ${wrong}`);
    });
  }
  if (field.kind === "map") {
    if (!isProperties(value)) return problem("Attribute must be a map");
    return Object.entries(value).flatMap(([name, item]) =>
      isProperties(item) || isList(item)
        ? [
            {
              reason: `'' expected type 'string', got unconvertible type '${isList(item) ? "[]interface {}" : "map[string]interface {}"}'`,
              path: [...at.path, name],
            },
          ]
        : [],
    );
  }
  if (isNested(field) && field.kind === "block") {
    return isProperties(value)
      ? validateObject(field.fields, value, { path: at.path, dotted: `${at.dotted}.0` }, given)
      : problem("Expected Object Type. Expected object, got string");
  }
  if (!isList(value)) return problem("Attribute must be a list");
  const problems = value.flatMap((item, i) =>
    validateItem(field, item, { path: [...at.path, i], dotted: `${at.dotted}.${i}` }, given),
  );
  // An element of a set has no index that a user would know, so the problem is told of the set.
  return field.kind === "set" || field.kind === "blockSet"
    ? problems.map(({ reason }) => ({ reason, path: at.path }))
    : problems;
}

function validateItem(field: Field, item: Value, at: Place, given: ReadonlyMap<Dotted, Value>): Problem[] {
  if (isNested(field)) {
    return isProperties(item)
      ? validateObject(field.fields, item, at, given)
      : [{ reason: `Expected Object Type. Expected object, got ${typeof item}`, path: at.path }];
  }
  if (isList(item)) return [{ reason: "Attribute must be a single value, not a list", path: at.path }];
  return isProperties(item) ? [{ reason: "Attribute must be a single value, not a map", path: at.path }] : [];
}
