/** Property values as the Pulumi engine and a plugin exchange them: JSON, with a reserved string for unknown values. */
export type Value = null | boolean | number | string | readonly Value[] | Properties;

export interface Properties {
  readonly [name: string]: Value | undefined;
}

/**
 * The Pulumi engine's marker of a value that is known only after `up`. The stand-ins do not declare support for
 * secrets and outputs, so they receive no other marker.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The Pulumi engine's marker of a secret: the key is the signature, its value the kind. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export const secret = (value: Value): Properties => ({ [SIGNATURE]: SECRET, value });

export const isProperties = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** Internal fields of the official bridge, which occur at any depth of the properties. */
export const isReserved = (name: string): boolean =>
  name === "__defaults" || name === "__meta" || name === "__pulumi_raw_state_delta";

export const isUnset = (value: Value | undefined): value is null | undefined => value === undefined || value === null;

export function hasUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (isList(value)) return value.some(hasUnknown);
  return isProperties(value) && Object.values(value).some(hasUnknown);
}

/** Replaces secrets by their values. */
export function plain(value: Value): Value {
  if (isList(value)) return value.map(plain);
  if (!isProperties(value)) return value;
  if (value[SIGNATURE] === SECRET) return plain(value.value ?? null);
  return mapProperties(value, plain);
}

export const plainProperties = (properties: Properties): Properties => mapProperties(properties, plain);

export function mapProperties(properties: Properties, change: (value: Value, name: string) => Value): Properties {
  const changed: Record<string, Value> = {};
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) changed[name] = change(value, name);
  return changed;
}

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (isUnset(a) || isUnset(b)) return isUnset(a) && isUnset(b);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (isProperties(a) && isProperties(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => equal(a[name], b[name]));
  }
  return a === b;
}

export const text = (value: Value | undefined): string =>
  isUnset(value) ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
export const list = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);
export const strings = (value: Value | undefined): string[] => list(value).map(text);
export const object = (value: Value | undefined): Properties => (isProperties(value) ? value : {});
export const objects = (value: Value | undefined): Properties[] => list(value).filter(isProperties);
export const number = (value: Value | undefined): number => (isUnset(value) ? 0 : Number(value));
export const flag = (value: Value | undefined): boolean => value === true || value === "true";
export const stringMap = (value: Value | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(object(value)).flatMap(([name, item]) =>
      isReserved(name) || isUnset(item) ? [] : [[name, text(item)]],
    ),
  );
