/** An item of a list in both revisions, by name. An item that is new has no `before`; a removed one has no `after`. */
export interface Pair<T> {
  readonly name: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** The items of two lists, paired by name: those of the new list first, then those that only the old list has. */
export function pairsOf<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string): Pair<T>[] {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const now = new Map(after.map((item) => [nameOf(item), item]));
  return [...new Set([...now.keys(), ...old.keys()])].map((name) => ({
    name,
    before: old.get(name),
    after: now.get(name),
  }));
}

/** The items that both lists have. */
export const inBoth = <T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
): (readonly [T, T])[] =>
  pairsOf(before, after, nameOf).flatMap(({ before: was, after: is }) =>
    was === undefined || is === undefined ? [] : [[was, is] as const],
  );
