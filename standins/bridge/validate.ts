import { formatPath, type Path } from "./paths";
import { type Field, type Fields, isNested, isScalar, terraformName } from "./schema";
import { hasUnknown, isList, isProperties, isReserved, isUnset, type Properties, type Value } from "./values";

/** A problem with the inputs. */
export interface Problem {
  readonly reason: string;
  readonly path: Path;
}

/** A path in Terraform's notation (`mode.0.global`), which the official error texts contain. */
type TerraformPath = string;

interface Place {
  readonly path: Path;
  readonly terraformPath: TerraformPath;
}

export function validate(fields: Fields, inputs: Properties): Problem[] {
  const given = valuesByTerraformPath(fields, inputs, "");
  return validateObject(fields, inputs, { path: [], terraformPath: "" }, given);
}

/** The error text: the reason and the property path. */
export const describe = (resource: string, { reason, path }: Problem): string =>
  `${reason}. Examine values at '${resource}.${formatPath(path)}'.`;

/** The values of all fields that are set, for `conflicts` and `exactlyOneOf`. */
function valuesByTerraformPath(fields: Fields, inputs: Properties, prefix: string): Map<TerraformPath, Value> {
  const names = new Map<TerraformPath, Value>();
  for (const [name, value] of Object.entries(inputs)) {
    if (isReserved(name) || isUnset(value)) continue;
    const field = fields[name];
    const terraformPath = `${prefix}${terraformName(name, field)}`;
    names.set(terraformPath, value);
    if (field?.kind === "block" && isProperties(value)) {
      for (const [inner, at] of valuesByTerraformPath(field.fields, value, `${terraformPath}.0.`)) names.set(inner, at);
    }
  }
  return names;
}

function validateObject(
  fields: Fields,
  value: Properties,
  at: Place,
  given: ReadonlyMap<TerraformPath, Value>,
): Problem[] {
  const known = Object.entries(fields).flatMap(([name, field]) =>
    validateField(
      field,
      value[name],
      { path: [...at.path, name], terraformPath: joined(at.terraformPath, terraformName(name, field)) },
      given,
    ),
  );
  const unknown = Object.keys(value)
    .filter((name) => !isReserved(name) && !isUnset(value[name]) && fields[name] === undefined)
    .map((name) => ({ reason: "Invalid or unknown key", path: [...at.path, name] }));
  return [...known, ...unknown];
}

const joined = (prefix: TerraformPath, name: string): TerraformPath => (prefix === "" ? name : `${prefix}.${name}`);

function validateField(
  field: Field,
  value: Value | undefined,
  at: Place,
  given: ReadonlyMap<TerraformPath, Value>,
): Problem[] {
  const problem = (reason: string): Problem[] => [{ reason, path: at.path }];
  const choice = validateChoice(field, at, given);
  if (choice) return problem(`Invalid combination of arguments. ${choice}`);
  if (isUnset(value)) {
    return field.required
      ? problem(
          `Missing required argument. The argument ${JSON.stringify(at.terraformPath)} is required, but no definition was found.`,
        )
      : [];
  }
  if (field.output) {
    return problem(
      `Value for unconfigurable attribute. Can't configure a value for ${JSON.stringify(at.terraformPath)}: its value will be decided automatically based on the result of applying this configuration.`,
    );
  }
  if (hasUnknown(value)) return [];
  const conflict = field.conflicts?.find((other) => given.has(other));
  if (conflict)
    return problem(
      `Conflicting configuration arguments. ${JSON.stringify(at.terraformPath)}: conflicts with ${conflict}`,
    );
  return validateValue(field, value, at, given);
}

function validateChoice(field: Field, at: Place, given: ReadonlyMap<TerraformPath, Value>): string | undefined {
  if (!field.exactlyOneOf) return undefined;
  const all = [...field.exactlyOneOf].sort();
  const set = all.filter((name) => given.has(name));
  const names = `\`${all.join(",")}\``;
  if (set.length === 0) return `${JSON.stringify(at.terraformPath)}: one of ${names} must be specified`;
  if (set.length > 1)
    return `${JSON.stringify(at.terraformPath)}: only one of ${names} can be specified, but \`${set.join(",")}\` were specified.`;
  return undefined;
}

function validateValue(field: Field, value: Value, at: Place, given: ReadonlyMap<TerraformPath, Value>): Problem[] {
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
      // The official rules use one text as summary and as detail, and Pulumi displays both.
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
      ? validateObject(field.fields, value, { path: at.path, terraformPath: `${at.terraformPath}.0` }, given)
      : problem("Expected Object Type. Expected object, got string");
  }
  if (!isList(value)) return problem("Attribute must be a list");
  const problems = value.flatMap((item, i) =>
    validateItem(field, item, { path: [...at.path, i], terraformPath: `${at.terraformPath}.${i}` }, given),
  );
  // Elements of a set have no index that a user knows, so the problem is reported for the set.
  return field.kind === "set" || field.kind === "blockSet"
    ? problems.map(({ reason }) => ({ reason, path: at.path }))
    : problems;
}

function validateItem(field: Field, item: Value, at: Place, given: ReadonlyMap<TerraformPath, Value>): Problem[] {
  if (isNested(field)) {
    return isProperties(item)
      ? validateObject(field.fields, item, at, given)
      : [{ reason: `Expected Object Type. Expected object, got ${typeof item}`, path: at.path }];
  }
  if (isList(item)) return [{ reason: "Attribute must be a single value, not a list", path: at.path }];
  return isProperties(item) ? [{ reason: "Attribute must be a single value, not a map", path: at.path }] : [];
}
