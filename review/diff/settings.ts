import { isDeepStrictEqual } from "node:util";
import type { SettingChange } from "./schema";

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
