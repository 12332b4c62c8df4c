import type * as z from "zod";
import { duration, line, moment, name, oneOf, section, size } from "../declaration/schema";

/**
 * An S3-compatible object store. Its keys are part of the stack's configuration: `pulumi config set --secret
 * apture:s3Key`, and `apture:s3KeySecret`.
 */
const s3Schema = section({
  /** The bucket, which must exist. */
  bucket: line("the name of a bucket", /^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/),
  /** The store's name of the region: `eu-central-1`. */
  region: line("the name of a region", /^[A-Za-z0-9_-]+$/),
  /** Host name, with a port if it is not 443: `s3.eu-central-1.amazonaws.com`. */
  endpoint: line("a host name", /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$/),
  /** Where an address has the bucket: `host` puts it in front of the host name, `path` after it. @default "host" */
  addresses: oneOf("host", "path").default("host"),
});

/**
 * Backups of one database with pgBackRest: full and differential backups, and the write-ahead log for point-in-time
 * recovery.
 */
export const backupsSchema = section({
  /** Machine of the repository, with the role `backup`. Its volume holds the backups, unless `s3` is declared. */
  machine: name(),
  /** An object store instead of the machine's volume. @default none */
  s3: s3Schema.optional(),
  /** How far back any point in time can be restored. Rounded up to whole days. @default "14 d" */
  keep: duration("1 d", "3650 d").default("14 d"),
  /** Interval between the starts of full backups. @default "7 d" */
  fullEvery: duration("1 h", "366 d").default("7 d"),
  /**
   * Interval from the start of a backup to the next differential backup, which contains the changes since the last full
   * backup. Must be `fullEvery` or shorter.
   * @default "1 d"
   */
  differentialEvery: duration("1 h", "366 d").default("1 d"),
  /**
   * The recovery point objective. The write-ahead log is archived after each segment, and at least this often while
   * there are writes (`archive_timeout`). A change restarts nothing.
   * @default "1 min"
   */
  archiveTimeout: duration("10 s", "1 h").default("1 min"),
  /** Memory of the backup reconciler; the repository gets half of it. @default "256 MiB" */
  memory: size("128 MiB", "64 GiB").default("256 MiB"),
});

export type BackupsDeclaration = z.input<typeof backupsSchema>;
export type BackupsSpec = z.output<typeof backupsSchema>;

/**
 * The backups from which a new database is restored. They are used when the database is bootstrapped, and never again.
 */
export const restoreFromSchema = section({
  /** A declared database with backups. */
  database: name(),
  /** `"latest"`, or a point in time in ISO 8601 and UTC: `"2026-11-25T18:30:00Z"`. @default "latest" */
  to: moment("latest").default("latest"),
});

export type RestoreFrom = z.output<typeof restoreFromSchema>;
