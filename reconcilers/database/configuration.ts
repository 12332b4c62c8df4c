/**
 * Patroni's dynamic configuration. Patroni stores keys that it does not use, and the reconciler stores two of its own
 * there: what must outlive the reconciler's task, and is deleted with the database.
 */

/** The declared primary that has already led. */
export const primaryKey = "declared_primary";
/** Declared members that have led or streamed since they were declared. */
export const joinedKey = "joined_members";
/** Set by `patronictl pause`. An operator decides when it ends (docs/decisions/0018). */
const pauseKey = "pause";

const notDeclared = [primaryKey, joinedKey, pauseKey];

/**
 * The patch that makes an actual configuration as desired: changed and missing keys, and `null` for undeclared ones.
 */
export function configurationPatch(desired: object, actual: Readonly<Record<string, unknown>>): object | undefined {
  const own = new Set(notDeclared);
  return patchOf({ ...desired }, Object.fromEntries(Object.entries(actual).filter(([key]) => !own.has(key))));
}

function patchOf(desired: Block, actual: Block): object | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(actual)) if (!Object.hasOwn(desired, key)) patch[key] = null;
  for (const [key, value] of Object.entries(desired)) {
    const current = Object.hasOwn(actual, key) ? actual[key] : undefined;
    if (!isBlock(value)) {
      if (!isSame(value, current)) patch[key] = value;
    } else if (current === undefined || isBlock(current)) {
      const part = patchOf(value, current ?? {});
      if (part !== undefined) patch[key] = part;
    } else patch[key] = value;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** Whether Patroni is paused: it fails over nothing then. Patroni accepts the same spellings of true as PostgreSQL. */
export function isPaused(configuration: Readonly<Record<string, unknown>>): boolean {
  return ["true", "on", "yes", "t", "y", "1"].includes(String(configuration[pauseKey]).toLowerCase());
}

/** The members that are recorded as joined. */
export function joinedMembers(configuration: Readonly<Record<string, unknown>>): readonly string[] {
  const value = configuration[joinedKey];
  return Array.isArray(value) ? value.map(String) : [];
}

type Block = Readonly<Record<string, unknown>>;

const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Patroni may store a number as text. */
const isSame = (a: unknown, b: unknown) => b !== undefined && !isBlock(b) && String(a) === String(b);
