import { parseDuration } from "../components/declaration/units";
import { formatSeconds } from "../lib/format";
import { UsageError } from "./arguments";

/** A moment as an engineer writes it: `latest`, a time (UTC unless it says otherwise), or how long ago. Milliseconds since 1970. */
export function readTimestamp(option: string, text: string, now: number): number | "latest" {
  if (text === "latest") return text;
  const [, length] = /^(.+) ago$/.exec(text) ?? [];
  const before = parseDuration(length);
  if (before !== undefined) return now - before;
  const [, day, time, zone = "Z"] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const moment = Date.parse(`${day}T${time}${zone.replace("UTC", "Z")}`);
  if (Number.isNaN(moment)) {
    throw new UsageError(
      `${option} is ${JSON.stringify(text)}; use "latest", a time such as "2027-01-31 18:30:00" (UTC, or with +01:00 behind it), or "10 min ago".`,
    );
  }
  return moment;
}

/** `2027-01-31T18:30:00Z`, as declarations write it. */
export const iso = (moment: number): string => new Date(moment).toISOString().replace(".000Z", "Z");

/** `2027-01-31 18:30:00 UTC`, as people read it. */
export const utc = (moment: number): string => iso(moment).replace("T", " ").replace("Z", " UTC");

/** `12 s ago`. */
export const ago = (moment: number, now: number): string =>
  `${formatSeconds(Math.max(0, Math.round((now - moment) / 1_000)))} ago`;
