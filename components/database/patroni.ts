import { archiveParameters, restoreMethod } from "../backup/plan";
import type { Size } from "../declaration/units";
import type { Disk, WalDisk } from "../machines/disks";
import { firstConfiguration } from "./dynamicConfiguration";
import { appRole, dataDirectory, memberRoles, memberTls, ownerRole, ports, socketFolder, walFolder } from "./layout";
import { diskSettings, memorySettings, type Settings } from "./settings";
import type { DatabaseSpec } from "./spec";
import { walSegment } from "./writeAheadLog";

/**
 * The command that Patroni runs before it stops PostgreSQL: a fast stop, which Patroni then finds completed. Patroni's
 * own stop polls once a second (`STOP_POLLING_INTERVAL`, Patroni 4.0), and the clients of a switchover wait for it. If
 * this command fails or takes more than 3 s, Patroni stops PostgreSQL itself.
 */
const beforeStop = `pg_ctl stop --pgdata ${dataDirectory} --mode fast --wait --timeout 3 --silent`;

export interface MemberSettings {
  readonly database: string;
  /** The member's name, which is its host name. */
  readonly host: string;
  /** etcd endpoints. */
  readonly etcd: readonly string[];
  readonly memory: Size;
  /** Memory of the smallest member. */
  readonly leastMemory: Size;
  readonly disk: Disk;
  readonly walDisk: WalDisk | undefined;
  /** Options of a clone in Patroni's dynamic configuration. */
  readonly basebackup: Readonly<Record<string, string>>;
  /** Declared settings, which override the derived ones. */
  readonly overrides: Settings;
  readonly backups: DatabaseSpec["backups"];
  readonly restoreFrom: DatabaseSpec["restoreFrom"];
}

/**
 * Patroni's configuration of one member, without passwords. It does not depend on which member is the primary, nor on
 * the size of the pool. It depends on the other members only in the rate of a clone, and only if the log has a disk of
 * its own.
 */
export function renderMember(settings: MemberSettings): string {
  const { database, host, etcd, memory, leastMemory, disk, walDisk, basebackup, overrides, backups, restoreFrom } =
    settings;
  // A folder below the mount point, because Patroni removes it before it clones again.
  const waldir = walDisk === undefined ? undefined : `${walFolder}/17`;
  const configuration = {
    scope: database,
    name: host,
    restapi: { listen: `0.0.0.0:${ports.patroni}`, connect_address: `${host}:${ports.patroni}` },
    etcd3: { hosts: etcd },
    // New members clone from a replica, if there is one, so that a clone puts no load on the leader.
    tags: { clonefrom: true },
    // A container has no watchdog device.
    watchdog: { mode: "off" },
    bootstrap: {
      dcs: firstConfiguration(leastMemory),
      ...(restoreFrom === undefined ? {} : restoreMethod(restoreFrom)),
      initdb: [
        { encoding: "UTF8" },
        { locale: "C.UTF-8" },
        "data-checksums",
        // Patroni accepts only text here.
        { "wal-segsize": String(walSegment(disk, walDisk)) },
        ...(waldir === undefined ? [] : [{ waldir }]),
      ],
    },
    postgresql: {
      listen: `0.0.0.0:${ports.postgres}`,
      connect_address: `${host}:${ports.postgres}`,
      // Patroni connects to its own PostgreSQL through the socket; pg_hba admits the operating system's user there.
      use_unix_socket: true,
      // The same for its replication connection: over TCP the host would be "localhost", for which there is no
      // certificate.
      use_unix_socket_repl: true,
      data_dir: dataDirectory,
      pgpass: "/tmp/pgpass",
      before_stop: beforeStop,
      // A member's own block replaces the whole block of the dynamic configuration.
      ...(waldir === undefined ? {} : { basebackup: { ...basebackup, waldir } }),
      parameters: {
        unix_socket_directories: socketFolder,
        password_encryption: "scram-sha-256",
        // TLS 1.3 only, because every client is part of this cluster.
        ssl: "on",
        ssl_cert_file: memberTls.certificate,
        ssl_key_file: memberTls.key,
        ssl_min_protocol_version: "TLSv1.3",
        // How long a replica waits before it looks for its leader or its slot again. A failover would wait for the
        // default of 5 s.
        wal_retrieve_retry_interval: "500ms",
        ...memorySettings(memory),
        ...diskSettings(disk, walDisk),
        ...(backups === undefined ? {} : archiveParameters(database)),
        ...overrides,
      },
      // Connections come only from the database's own network, and over TLS. The application's roles connect through
      // the pooler.
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

/**
 * The passwords of the members' roles, and how a member verifies another member. Patroni merges this file into the
 * configuration.
 */
export function memberPasswords(database: string): string {
  const verified = { sslmode: "verify-full", sslrootcert: memberTls.authority };
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
