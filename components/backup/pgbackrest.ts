import { certificatePaths } from "../certificates/files";
import { milliseconds } from "../declaration/units";
import type { BackupsSpec } from "./spec";

/** The folder of pgBackRest's configuration. Source of the names: pgBackRest 2.55, "Configuration Reference". */
export const folder = "/etc/pgbackrest";
export const configurationFile = `${folder}/pgbackrest.conf`;
export const secretFile = `${folder}/conf.d/secret.conf`;
/** Folder of the certificates of the repository and of the backup reconciler. */
export const tlsFolder = `${folder}/tls`;
/** Mount point of a repository's volume. */
export const repositoryFolder = "/var/lib/pgbackrest";

/** Host name of a database's repository, which receives the write-ahead log and serves restores. */
export const repositoryHost = (database: string) => `${database}-repository`;
/** Host name of the backup reconciler, which copies data from the members to the repository. */
export const backupHost = (database: string) => `${database}-backup`;

/** The properties of a database that its backups depend on. */
export interface BackedUp {
  readonly database: string;
  /** Host names of the members. */
  readonly members: readonly string[];
  /** Host names of members of other databases that are restored from these backups. */
  readonly readers: readonly string[];
  /** Paths of the data directory and of PostgreSQL's socket on a member. */
  readonly dataFolder: string;
  readonly socketFolder: string;
}

/** The configuration of a repository, without passwords. It receives the log from members and serves restores. */
export function renderRepository({ database, members, readers }: BackedUp, backups: BackupsSpec): string {
  const admitted = [...members, ...readers];
  return conf(
    section("global", { ...common, ...store(backups), ...server(tlsFolder) }),
    lines(admitted.map((host) => ["tls-server-auth", `${host}=${database}`])),
  );
}

/** The configuration of the backup reconciler, without passwords. It copies data from the members. */
export function renderBackup({ database, members, dataFolder, socketFolder }: BackedUp, backups: BackupsSpec): string {
  return conf(
    section("global", {
      ...common,
      ...store(backups),
      // Bundles small files, and stores only the changed blocks of large files: fewer objects and smaller differential
      // backups.
      "repo1-bundle": "y",
      "repo1-block": "y",
      "repo1-retention-full-type": "time",
      "repo1-retention-full": Math.ceil(milliseconds(backups.keep) / 86_400_000),
      "compress-type": "zst",
      "process-max": 2,
      // A backup starts at once instead of at the next timed checkpoint, and reads from a replica if there is one.
      "start-fast": "y",
      "backup-standby": "prefer",
    }),
    section(
      database,
      Object.assign(
        {},
        ...members.map((host, index) =>
          reached(`pg${index + 1}`, host, tlsFolder, { path: dataFolder, "socket-path": socketFolder }),
        ),
      ),
    ),
  );
}

/**
 * The configuration of a member. It sends its log to its repository, serves its files to the backup reconciler, and may
 * be restored from another database's repository.
 */
export function renderMember({
  own,
  source,
  dataFolder,
  socketFolder,
  spoolFolder,
  tlsFolder: tls,
}: MemberAccess): string {
  const local = { "pg1-path": dataFolder, "pg1-socket-path": socketFolder };
  const stanzas = [own, source].filter((one) => one !== undefined);
  return conf(
    section("global", {
      ...common,
      "compress-type": "zst",
      // Sends and fetches several files of the log in parallel.
      "archive-async": "y",
      "process-max": 2,
      "spool-path": spoolFolder,
      ...(own === undefined ? {} : server(tls)),
    }),
    lines(own === undefined ? [] : [["tls-server-auth", `${backupHost(own)}=${own}`]]),
    ...stanzas.map((stanza) => section(stanza, { ...reached("repo1", repositoryHost(stanza), tls, {}), ...local })),
  );
}

export interface MemberAccess {
  /** The member's database, if it has backups. */
  readonly own: string | undefined;
  /** The database from whose backups it is restored. */
  readonly source: string | undefined;
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly spoolFolder: string;
  /** Folder of the member's certificate. */
  readonly tlsFolder: string;
}

type Settings = Readonly<Record<string, string | number>>;

const common = {
  // Standard output is reserved for the result of a command.
  "log-level-console": "off",
  "log-level-stderr": "warn",
  "log-level-file": "off",
  // Timeout in seconds of a member or repository that does not answer; the default is one minute.
  "io-timeout": 10,
} as const satisfies Settings;

/** Settings of a TLS server with the certificate in a folder. */
function server(tls: string): Settings {
  const { authority, certificate, key } = certificatePaths(tls);
  return {
    "tls-server-address": "*",
    "tls-server-ca-file": authority,
    "tls-server-cert-file": certificate,
    "tls-server-key-file": key,
  };
}

/** Settings of a connection to a host over TLS with certificates on both sides. */
function reached(which: string, host: string, tls: string, more: Settings): Settings {
  const paths = certificatePaths(tls);
  const settings: Settings = {
    host,
    "host-type": "tls",
    "host-ca-file": paths.authority,
    "host-cert-file": paths.certificate,
    "host-key-file": paths.key,
    ...more,
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${which}-${name}`, value]));
}

function store({ s3 }: BackupsSpec): Settings {
  const cipher = { "repo1-cipher-type": "aes-256-cbc" };
  if (s3 === undefined) return { "repo1-path": repositoryFolder, ...cipher };
  return {
    ...cipher,
    "repo1-type": "s3",
    "repo1-path": "/pgbackrest",
    "repo1-s3-bucket": s3.bucket,
    "repo1-s3-region": s3.region,
    "repo1-s3-endpoint": s3.endpoint,
    "repo1-s3-uri-style": s3.addresses,
  };
}

const conf = (...parts: string[]) =>
  `# Rendered from the declaration.\n${parts.filter((part) => part !== "").join("")}`;
const section = (name: string, settings: Settings) => `\n[${name}]\n${lines(Object.entries(settings))}`;
const lines = (settings: readonly (readonly [string, string | number])[]) =>
  settings.map(([name, value]) => `${name}=${value}\n`).join("");

/** The secret part of a repository's configuration: its encryption key, and the keys of its object store. */
export function repositorySecret(database: string, { s3 }: BackupsSpec): string {
  return `[global]\n${lines([
    ["repo1-cipher-pass", `{{${database}-cipher}}`],
    ...(s3 === undefined
      ? []
      : ([
          ["repo1-s3-key", "{{config.s3Key}}"],
          ["repo1-s3-key-secret", "{{config.s3KeySecret}}"],
        ] as const)),
  ])}`;
}
