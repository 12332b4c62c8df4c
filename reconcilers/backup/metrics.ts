import { prometheusText, type Sample } from "../shared/prometheus";
import type { Backup, Repository } from "./info";

export interface State {
  readonly database: string;
  readonly repository: Repository;
  /** When the newest file of the log came; seconds since 1970. */
  readonly arrival: number | undefined;
}

/** The state of a repository as Prometheus reads it. Times are seconds since 1970; what there is none of has no sample. */
export function backupMetrics({ database, repository: { backups }, arrival }: State): Promise<string> {
  const last = (type: Backup["type"]) => sample(backups.filter((one) => one.type === type).at(-1)?.stop, { type });
  const oldest = backups.find(({ type }) => type === "full")?.stop;
  return prometheusText([
    { name: "apture_backup_info", help: "The database that is backed up.", samples: sample(1, { database }) },
    {
      name: "apture_backup_last_timestamp_seconds",
      help: "When the last backup of its kind was complete.",
      samples: [...last("full"), ...last("differential")],
    },
    {
      name: "apture_backup_oldest_restorable_timestamp_seconds",
      help: "The earliest time that can be restored.",
      samples: sample(oldest),
    },
    {
      name: "apture_backup_archive_timestamp_seconds",
      help: "When the newest file of the write-ahead log was archived.",
      samples: sample(arrival),
    },
  ]);
}

const sample = (value: number | undefined, labels: Sample["labels"] = {}): Sample[] =>
  value === undefined ? [] : [{ labels, value }];
