import type { DesiredBackups } from "../../contracts/desiredBackups";
import type { Result } from "../shared/loop";
import { prometheusText, type Sample } from "../shared/prometheus";
import { resultGauge } from "../shared/result";
import type { Backup, Repository } from "./info";

export interface ActualBackups {
  readonly repository: Repository;
  /** When the newest file of the write-ahead log was archived; seconds since 1970. */
  readonly archivedAt: number | undefined;
  /** Of the reconciler; none before its first reconciliation. */
  readonly result: Result | undefined;
}

/**
 * Metrics of a repository and its reconciler. Times are seconds since 1970; a time that does not exist yet has no
 * sample.
 */
export function backupMetrics(
  { database, fullEvery, differentialEvery }: DesiredBackups,
  { repository: { backups }, archivedAt, result }: ActualBackups,
): Promise<string> {
  const last = (type: Backup["type"]) => sample(backups.filter((one) => one.type === type).at(-1)?.stop, { type });
  const oldest = backups.find(({ type }) => type === "full")?.stop;
  return prometheusText([
    { name: "apture_backup_info", help: "The database that is backed up.", samples: sample(1, { database }) },
    {
      name: "apture_backup_last_timestamp_seconds",
      help: "When the last backup of this type was complete.",
      samples: [...last("full"), ...last("differential")],
    },
    {
      name: "apture_backup_interval_seconds",
      help: "Declared interval of backups of this type.",
      samples: [...sample(fullEvery, { type: "full" }), ...sample(differentialEvery, { type: "differential" })],
    },
    {
      name: "apture_backup_oldest_restorable_timestamp_seconds",
      help: "The earliest time that can be restored.",
      samples: sample(oldest),
    },
    {
      name: "apture_backup_archive_timestamp_seconds",
      help: "When the newest file of the write-ahead log was archived.",
      samples: sample(archivedAt),
    },
    resultGauge({ database, program: "backup" }, result),
  ]);
}

const sample = (value: number | undefined, labels: Sample["labels"] = {}): Sample[] =>
  value === undefined ? [] : [{ labels, value }];
