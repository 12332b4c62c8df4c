import type { DesiredBackups } from "../../contracts/desiredBackups";
import { imageUsers } from "../../contracts/imageUsers";
import { desiredStatePath, programPath } from "../../contracts/reconcilerFiles";
import { certificateMounts, certificateSecrets } from "../certificates/files";
import type { Problems } from "../declaration/problems";
import { mebibytes, milliseconds, seconds } from "../declaration/units";
import { volumeOn } from "../machines/devices";
import { checkPinned } from "../machines/plan";
import type { Machines } from "../machines/spec";
import type { FileMount, ServicePlan, SystemPlan } from "../swarm/plan";
import {
  type BackedUp,
  backupHost,
  configurationFile,
  type MemberAccess,
  renderBackup,
  renderMember,
  renderRepository,
  repositoryFolder,
  repositoryHost,
  repositorySecret,
  secretFile,
  tlsFolder,
} from "./pgbackrest";
import type { BackupsSpec, RestoreFrom } from "./spec";

/** User of the image backup. */
const owner = imageUsers.backup;
const metricsPort = 9_102;

/**
 * The backups of one database: the repository, which receives the write-ahead log and serves restores, and the backup
 * reconciler, which makes backups on schedule. They are two services with one volume, because the reconciler is healthy
 * only when the log arrives, and members can send it only to a repository that runs already.
 */
export function planBackups(
  backups: BackupsSpec,
  backedUp: BackedUp,
  machines: Machines,
  problems: Problems,
): SystemPlan {
  const { database } = backedUp;
  const field = `databases.${database}.backups`;
  checkPinned(`${field}.machine`, [backups.machine], "backup", machines, problems);
  problems.when(
    milliseconds(backups.differentialEvery) > milliseconds(backups.fullEvery),
    `${field}.differentialEvery is "${backups.differentialEvery}", longer than fullEvery ("${backups.fullEvery}"), ` +
      `so no differential backup would be made; use "${backups.fullEvery}" or less.`,
  );
  const [repository, reconciler] = [repositoryHost(database), backupHost(database)];
  const desired: DesiredBackups = {
    database,
    members: backedUp.members,
    fullEvery: seconds(backups.fullEvery),
    differentialEvery: seconds(backups.differentialEvery),
    metricsPort,
  };
  const service = serviceWith(backups, database, machines);
  return {
    configs: [
      { name: `${repository}-pgbackrest.conf`, content: renderRepository(backedUp, backups) },
      { name: `${reconciler}-pgbackrest.conf`, content: renderBackup(backedUp, backups) },
      { name: `${reconciler}.json`, content: `${JSON.stringify(desired, null, 2)}\n` },
    ],
    secrets: [
      { name: `${repository}-secret.conf`, template: repositorySecret(database, backups) },
      ...certificateSecrets(repository),
      ...certificateSecrets(reconciler),
    ],
    services: [
      {
        ...service(repository),
        memory: `${mebibytes(backups.memory) / 2} MiB`,
        args: ["repository"],
        // The second network connects only the members of databases that are restored from these backups.
        networks: [`${database}-data`, restoreNetwork(database)],
      },
      {
        ...service(reconciler, { from: `${reconciler}.json`, path: desiredStatePath }),
        args: [programPath("backup")],
        networks: [`${database}-data`],
        probe: { kind: "backup", network: `${database}-data`, url: `http://${reconciler}:${metricsPort}/metrics` },
      },
    ],
  };
}

/** The network on which a database's repository serves members of other databases. */
const restoreNetwork = (database: string) => `${database}-restore`;

/** The common part of both services: machine, volume or object store, secrets and certificates. */
function serviceWith({ machine, s3, memory }: BackupsSpec, database: string, machines: Machines) {
  const disk = machines[machine]?.disk ?? { device: undefined, filesystem: "xfs" };
  const volume = volumeOn(disk, `${repositoryHost(database)}-data`, repositoryFolder);
  return (host: string, ...configs: readonly FileMount[]): Omit<ServicePlan, "networks"> => ({
    name: host,
    image: "backup",
    replicas: 1,
    placement: { machine },
    configs: [{ from: `${host}-pgbackrest.conf`, path: configurationFile }, ...configs],
    secrets: [
      { from: `${repositoryHost(database)}-secret.conf`, path: secretFile, owner },
      ...certificateMounts(host, tlsFolder, owner),
    ],
    ...(s3 === undefined ? { volumes: [volume] } : { reachesOut: true }),
    tmpfs: { "/tmp": "16 MiB" },
    memory,
    health: { timeout: "5 s", retries: 3, startPeriod: "5 min" },
    update: { order: "stop-first" },
  });
}

/** The parts that a member needs for its own backups and for the restore that it starts from. */
export interface MemberParts extends Pick<SystemPlan, "configs"> {
  readonly networks: readonly string[];
  /** Mounts of its configs. */
  readonly mounts: readonly FileMount[];
}

export function planMemberParts(host: string, access: MemberAccess): MemberParts {
  if (access.own === undefined && access.source === undefined) return { configs: [], networks: [], mounts: [] };
  const config = `${host}-pgbackrest.conf`;
  return {
    configs: [{ name: config, content: renderMember(access) }],
    networks: access.source === undefined ? [] : [restoreNetwork(access.source)],
    mounts: [{ from: config, path: configurationFile }],
  };
}

/** PostgreSQL's settings for archiving the write-ahead log. */
export const archiveParameters = (database: string) => ({
  archive_mode: "on",
  archive_command: `pgbackrest --stanza=${database} archive-push "%p"`,
});

/**
 * Patroni's settings for bootstrapping the first member of a database from another database's backups
 * (images/postgres/restore).
 */
export function restoreMethod({ database, to }: RestoreFrom) {
  // pgBackRest's format of a time: 2026-11-25 18:30:00+00.
  const time = to === "latest" ? to : `${to.replace("T", " ").replace("Z", "")}+00`;
  return {
    method: "restore",
    restore: { command: `restore ${database} "${time}"`, no_params: true, keep_existing_recovery_conf: true },
  };
}
