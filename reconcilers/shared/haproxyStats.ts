import { parse } from "csv-parse/sync";

/** A row of HAProxy's statistics, by column (HAProxy 3.0 management guide, 9.1). */
export type StatsRow = Readonly<Record<string, string>>;

/** Servers in HAProxy's statistics (`/stats;csv`), without the totals of frontends and backends. */
export function serversIn(csv: string): StatsRow[] {
  // Lines end with a comma that the header has as well, and the header is marked as a comment.
  const rows: StatsRow[] = parse(csv.replace(/^# /, ""), {
    columns: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  return rows.filter(({ svname = "" }) => svname !== "FRONTEND" && svname !== "BACKEND");
}
