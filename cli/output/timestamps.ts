import { parseDuration } from "../../components/declaration/units";
import { formatSeconds } from "../../lib/format";
import { UsageError } from "../usageError";

/**
 * Parses `latest`, a time (UTC unless it has an offset) or a duration such as `10 min ago`.
 * @returns milliseconds since 1970
 */
export function readTimestamp(option: string, text: string, now: number): number | "latest" {
  if (text === "latest") return text;
  const [, duration] = /^(.+) ago$/.exec(text) ?? [];
  const age = parseDuration(duration);
  if (age !== undefined) return now - age;
  const [, day, clock, zone = "Z"] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const time = Date.parse(`${day}T${clock}${zone.replace("UTC", "Z")}`);
  if (Number.isNaN(time)) {
    throw new UsageError(
      `${option} is ${JSON.stringify(text)}; use "latest", a time such as "2027-01-31 18:30:00" (UTC, or with ` +
        `an offset such as +01:00), or "10 min ago".`,
    );
  }
  return time;
}

/** Formats a time for a declaration: `2027-01-31T18:30:00Z`. */
export const iso = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");

/** Formats a time for readers: `2027-01-31 18:30:00 UTC`. */
export const utc = (time: number): string => iso(time).replace("T", " ").replace("Z", " UTC");

/** `12 s ago`. */
export const ago = (time: number, now: number): string =>
  `${formatSeconds(Math.max(0, Math.round((now - time) / 1_000)))} ago`;
