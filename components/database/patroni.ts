import type { DynamicConfiguration } from "../../contracts/desiredDatabase";
import { imageUsers } from "../../contracts/imageUsers";
import { archiveParameters, restoreMethod } from "../backup/plan";
import { certificatePaths } from "../certificates/files";
import { bytes, type Size, seconds } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import { diskSettings, maxConnections, memorySettings, type Settings, workMemory } from "./settings";
import type { DatabaseSpec } from "./spec";
import { walSegment } from "./writeAheadLog";

export const ports = { postgres: 5432, replicas: 5433, pooler: 6432, patroni: 8008, metrics: 9102 } as const;
export const dataFolder = "/var/lib/postgresql";
/** Where the volume of the write-ahead log is, where it has one. */
export const walFolder = "/var/lib/postgresql-wal";
export const socketFolder = "/run/postgresql";

/** User of the image postgres. */
export const memberUser = imageUsers.postgres;
/** Where a member's certificate is. */
export const tlsFolder = "/etc/postgresql/tls";
const tls = certificatePaths(tlsFolder);

/** Roles of the members themselves. */
export const memberRoles = {
  superuser: "postgres",
  replication: "replicator",
  rewind: "rewinder",
  api: "patroni",
} as const;

/** `wal_keep_size`, MiB: what is kept for a replica that has no slot yet. */
export const walKeptForClones = 256;

/**
 * What Patroni keeps for the whole database in etcd from its first start on.
 *
 * - A dead leader is noticed when its key expires (`ttl`): 20 s, the least that Patroni takes; it asks for
 *   loop_wait + 2 * retry_timeout <= ttl (Patroni 4.0, "Dynamic configuration").
 * - While etcd is away, a leader that reaches all members goes on leading (`failsafe_mode`): a restarted etcd stops no writes.
 *
 * @param memory of the smallest member: what is set here is equal on all of them.
 */
export function firstConfiguration(memory: Size) {
  return {
    ttl: 20,
    loop_wait: 5,
    retry_timeout: 5,
    failsafe_mode: true,
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      // A clone begins at once, not at the next timed checkpoint (80 s later, measured).
      basebackup: { checkpoint: "fast" },
      parameters: {
        max_connections: maxConnections(memory),
        max_worker_processes: 8,
        max_wal_senders: 12,
        max_replication_slots: 12,
        wal_level: "replica",
        wal_log_hints: "on",
        wal_keep_size: `${walKeptForClones}MB`,
      } satisfies Settings,
    },
  };
}

/**
 * The same with what may change while members run: the reconciler holds Patroni to it. It is no part of a member's own file, so that a
 * change of it replaces no member.
 */
export function dynamicConfiguration(
  declared: DatabaseSpec,
  memory: Size,
  disks: readonly Disk[],
): DynamicConfiguration {
  const first = firstConfiguration(memory);
  return {
    ...first,
    maximum_lag_on_failover: bytes(declared.maxLag),
    synchronous_mode: declared.synchronous,
    postgresql: {
      ...first.postgresql,
      basebackup: { ...first.postgresql.basebackup, "max-rate": `${declared.cloneMBps ?? cloneMBps(disks)}M` },
      parameters: {
        ...first.postgresql.parameters,
        work_mem: workMemory(memory, declared.connections),
        ...(declared.backups === undefined ? {} : { archive_timeout: seconds(declared.backups.archiveTimeout) }),
      } satisfies Settings,
    },
  };
}

/** A quarter of what the slowest disk reads or writes; pg_basebackup takes up to 1 GB/s (PostgreSQL 17, `--max-rate`). */
function cloneMBps(disks: readonly Disk[]): number {
  return Math.max(
    1,
    Math.min(1_000, ...disks.map(({ readMBps, writeMBps }) => Math.floor(Math.min(readMBps, writeMBps) / 4))),
  );
}

/**
 * What Patroni runs before it stops PostgreSQL: the same fast stop, which Patroni then finds done. Its own waits for a stop by looking once a
 * second, and for a second more if it looks too early (`STOP_POLLING_INTERVAL`, Patroni 4.0); a client of a switchover waits as long. After
 * 3 s, as before any other failure of this command, Patroni stops PostgreSQL by itself.
 */
const stopAtOnce = `pg_ctl stop --pgdata ${dataFolder}/17 --mode fast --wait --timeout 3 --silent`;

export interface MemberSettings {
  readonly database: string;
  /** Its name, and its host name. */
  readonly host: string;
  readonly etcd: readonly string[];
  readonly memory: Size;
  /** Memory of the smallest member. */
  readonly leastMemory: Size;
  readonly disk: Disk;
  readonly walDisk: WalDisk | undefined;
  /** How a clone is taken, as Patroni's dynamic configuration has it. */
  readonly basebackup: Readonly<Record<string, string>>;
  /** Declared settings, instead of derived ones. */
  readonly overrides: Settings;
  readonly backups: DatabaseSpec["backups"];
  readonly restoreFrom: DatabaseSpec["restoreFrom"];
}

/**
 * Patroni's configuration of one member, less its passwords. Nothing here depends on which member is the primary, or on the pool; on the
 * other members only the rate of a clone, and only where the log has a disk of its own.
 */
export function renderMember(settings: MemberSettings): string {
  const { database, host, etcd, memory, leastMemory, disk, walDisk, basebackup, overrides, backups, restoreFrom } =
    settings;
  // A folder below the mount point, since Patroni removes it before it clones again.
  const waldir = walDisk === undefined ? undefined : `${walFolder}/17`;
  const configuration = {
    scope: database,
    name: host,
    restapi: { listen: `0.0.0.0:${ports.patroni}`, connect_address: `${host}:${ports.patroni}` },
    etcd3: { hosts: etcd },
    // A clone is taken from a replica where there is one, and costs the leader nothing.
    tags: { clonefrom: true },
    // A container has none.
    watchdog: { mode: "off" },
    bootstrap: {
      dcs: firstConfiguration(leastMemory),
      ...(restoreFrom === undefined ? {} : restoreMethod(restoreFrom)),
      initdb: [
        { encoding: "UTF8" },
        { locale: "C.UTF-8" },
        "data-checksums",
        // As text: Patroni takes no number here.
        { "wal-segsize": String(walSegment(disk, walDisk)) },
        ...(waldir === undefined ? [] : [{ waldir }]),
      ],
    },
    postgresql: {
      listen: `0.0.0.0:${ports.postgres}`,
      connect_address: `${host}:${ports.postgres}`,
      // Patroni's own connection to its PostgreSQL, which hba admits by the operating system's user.
      use_unix_socket: true,
      // Also that by which it asks a standby how far it is; over TCP it would be a "localhost" that no certificate is for.
      use_unix_socket_repl: true,
      data_dir: `${dataFolder}/17`,
      pgpass: "/tmp/pgpass",
      before_stop: stopAtOnce,
      // A member's own block takes the place of the whole one that the reconciler keeps.
      ...(waldir === undefined ? {} : { basebackup: { ...basebackup, waldir } }),
      parameters: {
        unix_socket_directories: socketFolder,
        password_encryption: "scram-sha-256",
        // TLS 1.3 alone: everything that connects is of this cluster.
        ssl: "on",
        ssl_cert_file: tls.certificate,
        ssl_key_file: tls.key,
        ssl_min_protocol_version: "TLSv1.3",
        // A replica looks for its leader, or for its slot there, again after this time; the default of 5 s is what a failover waits for.
        wal_retrieve_retry_interval: "500ms",
        ...memorySettings(memory),
        ...diskSettings(disk, walDisk),
        ...(backups === undefined ? {} : archiveParameters(database)),
        ...overrides,
      },
      // Who may connect to what, from the database's own network only, and over TLS. The application's roles come through the pooler.
      pg_hba: [
        `local all ${memberRoles.superuser} peer`,
        `local replication ${memberRoles.replication} scram-sha-256`,
        `hostssl replication ${memberRoles.replication} samenet scram-sha-256`,
        `hostssl postgres ${memberRoles.rewind} samenet scram-sha-256`,
        `hostssl all ${memberRoles.superuser} samenet scram-sha-256`,
        `hostssl ${database} ${ownerRole(database)},${appRole(database)} samenet scram-sha-256`,
      ],
    },
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

/** Passwords of the members' roles, which Patroni merges into the configuration; and how a member knows another one that it logs in at. */
export function memberPasswords(database: string): string {
  const verified = { sslmode: "verify-full", sslrootcert: tls.authority };
  return `${JSON.stringify(
    {
      restapi: { authentication: { username: memberRoles.api, password: `{{${database}-api}}` } },
      postgresql: {
        authentication: {
          superuser: { username: memberRoles.superuser, password: `{{${database}-superuser}}`, ...verified },
          replication: { username: memberRoles.replication, password: `{{${database}-replication}}`, ...verified },
          rewind: { username: memberRoles.rewind, password: `{{${database}-rewind}}`, ...verified },
        },
      },
    },
    null,
    2,
  )}\n`;
}

export const ownerRole = (database: string) => `${database.replaceAll("-", "_")}_owner`;
export const appRole = (database: string) => `${database.replaceAll("-", "_")}_app`;
