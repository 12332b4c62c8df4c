import { formatPath, type Path } from "./paths";
import {
  type Collection,
  type Field,
  type Fields,
  isNested,
  isScalar,
  type Nested,
  type Scalar,
  terraformName,
} from "./schema";
import { hasUnknown, isList, isProperties, isReserved, isUnset, type Properties, type Value } from "./values";

/** A problem with the inputs. */
export interface Problem {
  readonly reason: string;
  readonly path: Path;
}

/** A path in Terraform's notation (`mode.0.global`), which the official error texts contain. */
type TerraformPath = string;

/** A value's place, and the paths of all fields that are set, for `conflicts` and `exactlyOneOf`. */
interface Place {
  readonly path: Path;
  readonly terraformPath: TerraformPath;
  readonly setPaths: ReadonlySet<TerraformPath>;
}

/** Validates inputs with the error texts of Terraform's SDK. */
export function validate(fields: Fields, inputs: Properties): Problem[] {
  const setPaths = new Set(terraformPaths(fields, inputs, ""));
  return validateObject(fields, inputs, { path: [], terraformPath: "", setPaths });
}

/** The error text: the reason and the property path. */
export const describe = (resource: string, { reason, path }: Problem): string =>
  `${reason}. Examine values at '${resource}.${formatPath(path)}'.`;

function terraformPaths(fields: Fields, inputs: Properties, prefix: string): TerraformPath[] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    if (isReserved(name) || isUnset(value)) return [];
    const field = fields[name];
    const path = `${prefix}${terraformName(name, field)}`;
    const inner =
      field?.kind === "block" && isProperties(value) ? terraformPaths(field.fields, value, `${path}.0.`) : [];
    return [path, ...inner];
  });
}

function validateObject(fields: Fields, value: Properties, at: Place): Problem[] {
  const prefix = at.terraformPath === "" ? "" : `${at.terraformPath}.`;
  const known = Object.entries(fields).flatMap(([name, field]) => {
    const terraformPath = `${prefix}${terraformName(name, field)}`;
    return validateField(field, value[name], { ...at, path: [...at.path, name], terraformPath });
  });
  const unknown = Object.keys(value)
    .filter((name) => !isReserved(name) && !isUnset(value[name]) && fields[name] === undefined)
    .map((name) => ({ reason: "Invalid or unknown key", path: [...at.path, name] }));
  return [...known, ...unknown];
}

const problem = ({ path }: Place, reason: string): Problem[] => [{ reason, path }];

function validateField(field: Field, value: Value | undefined, at: Place): Problem[] {
  const quotedPath = JSON.stringify(at.terraformPath);
  const choice = choiceProblem(field, at);
  if (choice) return problem(at, `Invalid combination of arguments. ${quotedPath}: ${choice}`);
  if (isUnset(value)) {
    if (!field.required) return [];
    return problem(
      at,
      `Missing required argument. The argument ${quotedPath} is required, but no definition was found.`,
    );
  }
  if (field.output) {
    return problem(
      at,
      `Value for unconfigurable attribute. Can't configure a value for ${quotedPath}: ` +
        "its value will be decided automatically based on the result of applying this configuration.",
    );
  }
  if (hasUnknown(value)) return [];
  const conflict = field.conflicts?.find((other) => at.setPaths.has(other));
  if (conflict) {
    return problem(at, `Conflicting configuration arguments. ${quotedPath}: conflicts with ${conflict}`);
  }
  return isScalar(field) ? validateScalar(field, value, at) : validateCollection(field, value, at);
}

function choiceProblem({ exactlyOneOf }: Field, { setPaths }: Place): string | undefined {
  if (!exactlyOneOf) return undefined;
  const all = [...exactlyOneOf].sort();
  const set = all.filter((name) => setPaths.has(name));
  const names = `\`${all.join(",")}\``;
  if (set.length === 0) return `one of ${names} must be specified`;
  if (set.length > 1) return `only one of ${names} can be specified, but \`${set.join(",")}\` were specified.`;
  return undefined;
}

function validateScalar(field: Scalar, value: Value, at: Place): Problem[] {
  if (isList(value)) return problem(at, "Attribute must be a single value, not a list");
  if (isProperties(value)) return problem(at, "Attribute must be a single value, not a map");
  if (isUnset(value)) return [];
  if (field.kind === "int" && !Number.isInteger(value)) {
    return problem(at, `Attribute must be a whole number, got ${value}`);
  }
  if (field.kind === "bool" && typeof value !== "boolean") {
    const quoted = JSON.stringify(String(value));
    return problem(at, `'' cannot parse '' as bool: strconv.ParseBool: parsing ${quoted}: invalid syntax`);
  }
  return (field.rules ?? []).flatMap((rule) => {
    const wrong = rule(value);
    // The official rules use one text as summary and as detail, and Pulumi displays both.
    return wrong === undefined ? [] : problem(at, `${wrong}. ${wrong}`);
  });
}

function validateCollection(field: Collection | Nested, value: Value, at: Place): Problem[] {
  if (field.kind === "map") return validateMap(value, at);
  if (field.kind === "block") {
    if (!isProperties(value)) return problem(at, "Expected Object Type. Expected object, got string");
    return validateObject(field.fields, value, { ...at, terraformPath: `${at.terraformPath}.0` });
  }
  if (!isList(value)) return problem(at, "Attribute must be a list");
  const problems = value.flatMap((item, i) =>
    validateItem(field, item, { ...at, path: [...at.path, i], terraformPath: `${at.terraformPath}.${i}` }),
  );
  // Elements of a set have no index that a user knows, so the problem is reported for the set.
  const isSet = field.kind === "set" || field.kind === "blockSet";
  return isSet ? problems.map(({ reason }) => ({ reason, path: at.path })) : problems;
}

function validateMap(value: Value, at: Place): Problem[] {
  if (!isProperties(value)) return problem(at, "Attribute must be a map");
  return Object.entries(value).flatMap(([name, item]) => {
    if (!isProperties(item) && !isList(item)) return [];
    const type = isList(item) ? "[]interface {}" : "map[string]interface {}";
    const reason = `'' expected type 'string', got unconvertible type '${type}'`;
    return [{ reason, path: [...at.path, name] }];
  });
}

function validateItem(field: Collection | Nested, item: Value, at: Place): Problem[] {
  if (isNested(field)) {
    if (isProperties(item)) return validateObject(field.fields, item, at);
    return problem(at, `Expected Object Type. Expected object, got ${typeof item}`);
  }
  if (isList(item)) return problem(at, "Attribute must be a single value, not a list");
  return isProperties(item) ? problem(at, "Attribute must be a single value, not a map") : [];
}
