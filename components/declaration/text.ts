import { inspect } from "node:util";

/** `"a", "b" or "c"`. */
export function listed(words: readonly string[], quoted = true): string {
  const shown = words.map((word) => (quoted ? `"${word}"` : word));
  return shown.length < 2 ? (shown[0] ?? "nothing") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}

/** A value as text of one line and limited length. It never throws. */
export function show(value: unknown): string {
  try {
    if (typeof value === "string" && value.length <= 60) return JSON.stringify(value);
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object" && value !== null) return "a block";
    if (typeof value === "function") return "a function";
    return inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 60 });
  } catch {
    // A revoked proxy.
    return "a block";
  }
}

/** `web.evented.instances`; `web."a b"` for a part that is not a word. */
export function joinPath(start: string, rest: readonly PropertyKey[]): string {
  const parts = rest.map((part) => (/^[\w-]+$/.test(String(part)) ? String(part) : JSON.stringify(String(part))));
  return [...(start === "" ? [] : [start]), ...parts].join(".") || "the declaration";
}

export const grouped = (value: number): string => value.toLocaleString("en-US");
