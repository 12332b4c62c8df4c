import { isDeepStrictEqual } from "node:util";
import type { SettingChange } from "./schema";

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

/**
 * All settings that differ, by path. A section that is new or removed is one change. So is a list, unless its items
 * are sections and their number is unchanged.
 */
export function settingChanges(before: unknown, after: unknown, path: readonly string[] = []): SettingChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, now] = [sectionOf(before), sectionOf(after)];
  if (
    old === undefined ||
    now === undefined ||
    (Array.isArray(before) && Object.keys(old).length !== Object.keys(now).length)
  ) {
    return [
      {
        path: path.join("."),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  }
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys.flatMap((key) => settingChanges(old[key], now[key], [...path, key]));
}

/** The settings of a section by name, or the sections of a list by index; `undefined` for anything else. */
function sectionOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) && !value.every((one) => typeof one === "object")) return undefined;
  return Object.fromEntries(Object.entries(value));
}
