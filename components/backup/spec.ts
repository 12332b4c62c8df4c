import type * as z from "zod";
import { duration, line, moment, name, oneOf, section, size } from "../declaration/schema";

/** An S3-compatible store instead of a volume. Its keys are configuration: `pulumi config set --secret apture:s3Key`, and `apture:s3KeySecret`. */
const s3Schema = section({
  bucket: line("the name of a bucket"),
  /** As the store calls it: `eu-central-1`. */
  region: line("the name of a region"),
  /** Host name, with a port where it is not 443: `s3.eu-central-1.amazonaws.com`. */
  endpoint: line("a host name"),
  /** How buckets are named in addresses: `host` puts the bucket into the host name, `path` behind it. @default "host" */
  addresses: oneOf("host", "path").default("host"),
});

/** Backups of one database with pgBackRest: whole ones, what changed since, and the write-ahead log, so that any time between can be restored. */
export const backupsSchema = section({
  /** Machine of the repository, with the role backup. A volume there holds the backups, unless `s3` does. */
  machine: name(),
  /** A store instead of the machine's volume. @default none */
  s3: s3Schema.optional(),
  /** How far back any time can be restored. Whole days, rounded up; 1 d to 3,650 d. @default "14 d" */
  keep: duration("1 d", "3650 d").default("14 d"),
  /** From the start of one full backup to the next. 1 h to 366 d. @default "7 d" */
  fullEvery: duration("1 h", "366 d").default("7 d"),
  /** From the start of one backup to a differential one, which has what changed since the full one. 1 h to 366 d. @default "1 d" */
  differentialEvery: duration("1 h", "366 d").default("1 d"),
  /**
   * What a lost database may lose: the write-ahead log is archived each 16 MiB, and at least this often while anything is written
   * (`archive_timeout`). Live. 10 s to 1 h. @default "1 min"
   */
  archiveTimeout: duration("10 s", "1 h").default("1 min"),
  /** Memory of who makes backups, and half of it for the repository. 128 MiB to 64 GiB. @default "256 MiB" */
  memory: size("128 MiB", "64 GiB").default("256 MiB"),
});

export type BackupsDeclaration = z.input<typeof backupsSchema>;
export type BackupsSpec = z.output<typeof backupsSchema>;

/** What a new database begins with, instead of nothing. It counts when the database is founded, and never again. */
export const restoreFromSchema = section({
  /** A declared database with backups. */
  database: name(),
  /** `"latest"`, or a time as ISO 8601 writes it in UTC: `"2026-11-25T18:30:00Z"`. @default "latest" */
  to: moment("latest").default("latest"),
});

export type RestoreFrom = z.output<typeof restoreFromSchema>;
