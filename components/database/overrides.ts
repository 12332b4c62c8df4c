import * as z from "zod";
import { show } from "../declaration/text";

/** Settings that cannot be overridden, because replication, failover, authentication or the sockets depend on them. */
const managed = [
  "archive_command",
  "archive_library",
  "archive_mode",
  "archive_timeout",
  "cluster_name",
  "data_directory",
  "hba_file",
  "hot_standby",
  "ident_file",
  "listen_addresses",
  "max_connections",
  "max_locks_per_transaction",
  "max_prepared_transactions",
  "max_replication_slots",
  "max_wal_senders",
  "max_worker_processes",
  "password_encryption",
  "port",
  "primary_conninfo",
  "primary_slot_name",
  "recovery_target_timeline",
  "ssl",
  "ssl_cert_file",
  "ssl_key_file",
  "ssl_min_protocol_version",
  "synchronous_standby_names",
  "track_commit_timestamp",
  "unix_socket_directories",
  "wal_keep_size",
  "wal_level",
  "wal_log_hints",
];

/** The name of a PostgreSQL setting, with the prefix of its extension if it has one. */
const shape = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$/;

/** PostgreSQL settings by name, which override derived settings. PostgreSQL itself validates the values. */
export const overridesSchema = z
  .record(
    z.string(),
    z.custom<string | number>(
      (value) =>
        (typeof value === "number" && Number.isFinite(value)) ||
        (typeof value === "string" && /^[^\r\n\0]{1,200}$/.test(value)),
      { error: ({ input }) => `is ${show(input)}; use a number or a text such as "15min".` },
    ),
    { error: ({ input }) => `is ${show(input)}; use a block of PostgreSQL settings.` },
  )
  .superRefine((settings, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message });
    for (const name of Object.keys(settings)) {
      if (!shape.test(name)) refuse(`has the name ${show(name)}; use the name of a PostgreSQL setting.`);
      if (managed.includes(name)) refuse(`sets ${name}, which is derived from other settings; remove it.`);
    }
  });
