/** A backup in the repository. */
export interface Backup {
  readonly type: "full" | "differential";
  /** Seconds since 1970. */
  readonly start: number;
  readonly stop: number;
}

/** What a repository holds of one database. */
export interface Repository {
  /** Whether the database's stanza exists. */
  readonly known: boolean;
  /** Valid backups, the oldest first. */
  readonly backups: readonly Backup[];
  /** ID of the archive and its newest file: `17-1` and `0000000100000000000000A3`. */
  readonly archive: { readonly id: string; readonly last: string } | undefined;
}

/** Parses pgBackRest's `info --output=json` (2.55, "Information Command"). */
export function parseInfo(database: string, text: string): Repository {
  const all: unknown = JSON.parse(text);
  const own = (Array.isArray(all) ? all : []).find((stanza: unknown) => field(stanza, "name") === database);
  const code = field(field(own, "status"), "code");
  return {
    // 1: the stanza's path is missing. 99: other, so its state is unknown.
    known: own !== undefined && code !== 1 && code !== 99,
    backups: list(field(own, "backup")).flatMap(backupOf),
    archive: list(field(own, "archive")).flatMap(archiveOf).at(-1),
  };
}

function backupOf(one: unknown): Backup[] {
  const [start, stop] = [field(field(one, "timestamp"), "start"), field(field(one, "timestamp"), "stop")];
  // `error`: page checksums did not match, so the backup is not valid.
  if (field(one, "error") === true || typeof start !== "number" || typeof stop !== "number") return [];
  return [{ type: field(one, "type") === "full" ? "full" : "differential", start, stop }];
}

function archiveOf(one: unknown): NonNullable<Repository["archive"]>[] {
  const [id, last] = [field(one, "id"), field(one, "max")];
  return typeof id === "string" && typeof last === "string" ? [{ id, last }] : [];
}

/** When a file of the write-ahead log was archived, from `repo-ls --output=json` of its folder; seconds since 1970. */
export function parseArchivedAt(segment: string, text: string): number | undefined {
  const files: unknown = JSON.parse(text);
  if (typeof files !== "object" || files === null) return undefined;
  const times = Object.entries(files).flatMap(([name, file]: [string, unknown]) => {
    const time = field(file, "time");
    return name.startsWith(`${segment}-`) && typeof time === "number" ? [time] : [];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
