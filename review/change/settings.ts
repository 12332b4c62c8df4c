import { isDeepStrictEqual } from "node:util";
import type { SettingChange } from "./schema";

/** Every setting of a declaration that differs, by its path. A block that is new or gone is one change. */
export function settingChanges(before: unknown, after: unknown, path: readonly string[] = []): SettingChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isBlock(before) || !isBlock(after)) return [{ path: path.join("."), before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => settingChanges(before[key], after[key], [...path, key]));
}

const isBlock = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
