import { isDeepStrictEqual } from "node:util";
import type { SettingChange } from "./schema";

/** Every setting that differs, by its path. A block that is new or gone is one change, and so is a list whose entries cannot be told apart. */
export function settingChanges(before: unknown, after: unknown, path: readonly string[] = []): SettingChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, now] = [blockOf(before), blockOf(after)];
  if (
    old === undefined ||
    now === undefined ||
    (Array.isArray(before) && Object.keys(old).length !== Object.keys(now).length)
  ) {
    return [{ path: path.join("."), before, after }];
  }
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys.flatMap((key) => settingChanges(old[key], now[key], [...path, key]));
}

/** A block's settings by name, and a list's blocks by their number; nothing for anything else. */
function blockOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) && !value.every((one) => typeof one === "object")) return undefined;
  return Object.fromEntries(Object.entries(value));
}
