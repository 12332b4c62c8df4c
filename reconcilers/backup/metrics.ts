import type { Backup, Repository } from "./info";

export interface State {
  readonly database: string;
  readonly repository: Repository;
  /** When the newest file of the log came; seconds since 1970. */
  readonly arrival: number | undefined;
}

/** The state of a repository as Prometheus reads it. Times are seconds since 1970; what there is none of has no sample. */
export function renderMetrics({ database, repository: { backups }, arrival }: State): string {
  const last = (type: Backup["type"]) => backups.filter((one) => one.type === type).at(-1)?.stop;
  const oldest = backups.find(({ type }) => type === "full")?.stop;
  return [
    metric("apture_backup_info", "The database that is backed up.", [[`{database="${database}"}`, 1]]),
    metric("apture_backup_last_timestamp_seconds", "When the last backup of its kind was complete.", [
      ['{type="full"}', last("full")],
      ['{type="differential"}', last("differential")],
    ]),
    metric("apture_backup_oldest_restorable_timestamp_seconds", "The earliest time that can be restored.", [["", oldest]]),
    metric("apture_backup_archive_timestamp_seconds", "When the newest file of the write-ahead log was archived.", [["", arrival]]),
  ].join("");
}

function metric(name: string, help: string, samples: readonly (readonly [labels: string, value: number | undefined])[]): string {
  const lines = samples.flatMap(([labels, value]) => (value === undefined ? [] : [`${name}${labels} ${value}\n`]));
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}
