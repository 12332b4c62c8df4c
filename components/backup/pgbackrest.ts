import { certificatePaths } from "../certificates/files";
import { milliseconds } from "../declaration/units";
import type { BackupsSpec } from "./spec";

/** Where pgBackRest looks for its configuration, and what is in there: pgBackRest 2.55, "Configuration Reference". */
export const folder = "/etc/pgbackrest";
export const configurationFile = `${folder}/pgbackrest.conf`;
export const secretFile = `${folder}/conf.d/secret.conf`;
/** Certificates of the repository, and of who makes backups. */
export const tlsFolder = `${folder}/tls`;
/** The volume of a repository. */
export const repositoryFolder = "/var/lib/pgbackrest";

/** Host name of a database's repository: where its log goes, and where it is restored from. */
export const repositoryHost = (database: string) => `${database}-repository`;
/** Host name of who makes its backups, from the members and into the repository. */
export const backupHost = (database: string) => `${database}-backup`;

/** A database, as its backups are made. */
export interface BackedUp {
  readonly database: string;
  /** Host names of the members. */
  readonly members: readonly string[];
  /** Host names of members of other databases, that begin with this one's backups. */
  readonly readers: readonly string[];
  /** Where a member has its data, and PostgreSQL's socket. */
  readonly dataFolder: string;
  readonly socketFolder: string;
}

/** Configuration of a repository, less its passwords: it takes the log from members, and serves those that restore. */
export function renderRepository({ database, members, readers }: BackedUp, backups: BackupsSpec): string {
  const admitted = [...members, ...readers];
  return conf(
    section("global", { ...common, ...store(backups), ...server(tlsFolder) }),
    lines(admitted.map((host) => ["tls-server-auth", `${host}=${database}`])),
  );
}

/** Configuration of who makes backups, less its passwords: it fetches them from members. */
export function renderBackup({ database, members, dataFolder, socketFolder }: BackedUp, backups: BackupsSpec): string {
  return conf(
    section("global", {
      ...common,
      ...store(backups),
      // Small files together, and of large ones the blocks that changed: fewer objects, smaller differential backups.
      "repo1-bundle": "y",
      "repo1-block": "y",
      "repo1-retention-full-type": "time",
      "repo1-retention-full": Math.ceil(milliseconds(backups.keep) / 86_400_000),
      "compress-type": "zst",
      "process-max": 2,
      // A backup begins at once, not at the next timed checkpoint, and reads from a replica where there is one.
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

/** Configuration of a member: it sends its log to its repository, gives its files to who makes backups, and may begin with another database's. */
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
      // Files of the log are sent, and fetched, several at a time.
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
  /** The database, if it has backups. */
  readonly own: string | undefined;
  /** The database whose backups it begins with. */
  readonly source: string | undefined;
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly spoolFolder: string;
  /** Where the member's certificate is. */
  readonly tlsFolder: string;
}

type Settings = Readonly<Record<string, string | number>>;

const common = {
  // Standard output is for what a command answers.
  "log-level-console": "off",
  "log-level-stderr": "warn",
  "log-level-file": "off",
  // Of the member or repository that does not answer, for so long; the default is a minute.
  "io-timeout": 10,
} as const satisfies Settings;

/** Listens, and shows the certificate of a folder. */
function server(tls: string): Settings {
  const { authority, certificate, key } = certificatePaths(tls);
  return {
    "tls-server-address": "*",
    "tls-server-ca-file": authority,
    "tls-server-cert-file": certificate,
    "tls-server-key-file": key,
  };
}

/** A host that is reached over TLS, both sides with a certificate. */
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

/** What a repository encrypts with, and its store's keys. */
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
