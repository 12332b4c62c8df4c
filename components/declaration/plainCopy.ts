import { grouped, joinPath, show } from "./text";

/** Most values that a declaration may hold, and the deepest nesting: far more than any cluster needs. */
const limits = { values: 100_000, depth: 32 } as const;

export interface PlainCopy {
  readonly value: unknown;
  /** The parts that could not be copied: where, and why. */
  readonly refused: readonly { readonly path: string; readonly problem: string }[];
}

/**
 * Copies a value into plain objects, arrays and primitive values. A declaration is code, so it may contain getters,
 * proxies, cycles and keys such as `__proto__`. Nothing that reads the copy can throw because of them. Parts that
 * cannot be copied are reported and left out.
 */
export function plainCopy(original: unknown, start = ""): PlainCopy {
  const refused: { path: string; problem: string }[] = [];
  const copies = new Map<object, unknown>();
  const open = new Set<object>();
  let values = 0;

  function copy(value: unknown, path: readonly string[]): unknown {
    if (typeof value !== "object" || value === null) return value;
    const refuse = (problem: string, inner: readonly string[] = path) =>
      void refused.push({ path: joinPath(start, inner), problem });
    if (open.has(value)) return refuse("contains itself; use plain values.");
    if (copies.has(value)) return copies.get(value);
    if (path.length > limits.depth) return refuse(`is more than ${limits.depth} levels deep; use plain values.`);
    const listing = attempt(() => keysOf(value));
    if ("failure" in listing) return refuse(`cannot be read: ${listing.failure}. Use plain values.`);
    if (values + listing.result.keys.length > limits.values)
      return refuse(`has too many values; use fewer than ${grouped(limits.values)}.`);
    values += listing.result.keys.length;

    open.add(value);
    const result = listing.result.isList ? [] : {};
    for (const key of listing.result.keys) {
      const inner = [...path, key];
      const read = attempt(() => Reflect.get(value, key));
      if (reserved.has(key)) refuse("has a name that JavaScript reserves; use another.", inner);
      else if ("failure" in read) refuse(`cannot be read: ${read.failure}. Use plain values.`, inner);
      else Reflect.set(result, key, copy(read.result, inner));
    }
    open.delete(value);
    copies.set(value, result);
    return result;
  }
  return { value: copy(original, []), refused };
}

/** Names that every object has already: `constructor`, `__proto__`, `toString`. */
export const reserved: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

function keysOf(value: object): { readonly keys: readonly string[]; readonly isList: boolean } {
  if (!Array.isArray(value)) {
    const keys: string[] = [];
    // Inherited settings count too: a declaration may be derived from another one by `Object.create`.
    for (const key in value) keys.push(key);
    return { keys, isList: false };
  }
  const length = Math.min(value.length, limits.values + 1);
  return { keys: Array.from({ length }, (_, index) => String(index)), isList: true };
}

function attempt<T>(run: () => T): { readonly result: T } | { readonly failure: string } {
  try {
    return { result: run() };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** The message of whatever was thrown. Reading it may throw as well. */
function messageOf(error: unknown): string {
  try {
    return show(error instanceof Error ? error.message : error);
  } catch {
    return "it throws";
  }
}
