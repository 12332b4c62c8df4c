import { utc } from "./timestamps";

/** Times that a database can be restored to. Seconds since 1970. */
export interface RestorableRange {
  readonly database: string;
  /** End of the oldest full backup. */
  readonly from: number;
  /** Time of the last transaction in the archive; undefined where nothing was archived yet. */
  readonly until: number | undefined;
}

/**
 * Why a database cannot be restored to a time; undefined where it can. Without this check PostgreSQL would fail at the
 * end of the archive, and Patroni would try again until `up` times out.
 * @param time milliseconds since 1970
 */
export function outsideRange({ database, from, until }: RestorableRange, time: number): string | undefined {
  if (time < 1_000 * from)
    return `${database} can be restored to ${utc(1_000 * from)} or later; ${utc(time)} is before its oldest backup.`;
  if (until === undefined) return `${database} has no archived write-ahead log yet; use --to latest.`;
  if (time > 1_000 * until) {
    const last = 1_000 * Math.floor(until);
    return (
      `${database} can be restored to ${utc(last)} or earlier; ${utc(time)} is after the end of its archive. ` +
      "Use that time, or --to latest."
    );
  }
  return undefined;
}
