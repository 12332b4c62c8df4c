import type { DesiredBackups } from "../../contracts/desiredBackups";
import { imageUsers } from "../../contracts/imageUsers";
import { desiredStatePath, programPath } from "../../contracts/reconcilerFiles";
import { certificateMounts, certificateSecrets } from "../certificates/files";
import type { Problems } from "../declaration/problems";
import { mebibytes, milliseconds, seconds } from "../declaration/units";
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
 * Backups of one database: the repository, which takes its log and serves restores; and who makes backups when they are due. Two services on
 * one volume: members must find the repository before it can be seen that their log arrives, and only then is the second one healthy.
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
    `${field}.differentialEvery is "${backups.differentialEvery}", longer than fullEvery ("${backups.fullEvery}"); ` +
      "there would never be one. Use less.",
  );
  const [repository, maker] = [repositoryHost(database), backupHost(database)];
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
      { name: `${maker}-pgbackrest.conf`, content: renderBackup(backedUp, backups) },
      { name: `${maker}.json`, content: `${JSON.stringify(desired, null, 2)}\n` },
    ],
    secrets: [
      { name: `${repository}-secret.conf`, template: repositorySecret(database, backups) },
      ...certificateSecrets(repository),
      ...certificateSecrets(maker),
    ],
    services: [
      {
        ...service(repository),
        memory: `${mebibytes(backups.memory) / 2} MiB`,
        args: ["repository"],
        // On the second network are those that restore, and nothing else of the database.
        networks: [`${database}-data`, restoreNetwork(database)],
      },
      {
        ...service(maker, { from: `${maker}.json`, path: desiredStatePath }),
        args: [programPath("backup")],
        networks: [`${database}-data`],
        probe: { kind: "backup", network: `${database}-data`, url: `http://${maker}:${metricsPort}/metrics` },
      },
    ],
  };
}

/** Where a database's repository serves those that begin with its backups. */
const restoreNetwork = (database: string) => `${database}-restore`;

/** What both services have in common: the machine, what they keep there, and what they know each other and the members by. */
function serviceWith({ machine, s3, memory }: BackupsSpec, database: string, machines: Machines) {
  const disk = machines[machine]?.disk;
  const volume = {
    name: `${repositoryHost(database)}-data`,
    path: repositoryFolder,
    ...(disk?.device === undefined
      ? {}
      : { driverOptions: { type: disk.filesystem, device: disk.device, o: "noatime" } }),
  };
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

/** What backups, its own and those that it begins with, add to a member. */
export interface MemberParts extends Pick<SystemPlan, "configs"> {
  readonly networks: readonly string[];
  /** Of its configs. */
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

/** PostgreSQL's part: what it does with each file of its log. */
export const archiveParameters = (database: string) => ({
  archive_mode: "on",
  archive_command: `pgbackrest --stanza=${database} archive-push "%p"`,
});

/** Patroni's part: how the first member of a new database is founded on another's backups (images/postgres/restore). */
export function restoreMethod({ database, to }: RestoreFrom) {
  // As pgBackRest takes it: 2026-11-25 18:30:00+00.
  const time = to === "latest" ? to : `${to.replace("T", " ").replace("Z", "")}+00`;
  return {
    method: "restore",
    restore: { command: `restore ${database} "${time}"`, no_params: true, keep_existing_recovery_conf: true },
  };
}
