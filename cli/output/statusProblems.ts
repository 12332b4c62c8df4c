import type { BackupStatus, ClusterStatus, DatabaseStatus, ServerStatus } from "../../contracts/clusterStatus";
import { slowerThanDeclared } from "../../contracts/diskMeasurements";
import { formatSeconds } from "../../lib/format";

/** Seconds that a backup may be late: it is made when it is due, and takes its time. */
const backupGrace = (interval: number) => Math.max(15 * 60, interval / 10);
/** Seconds. The backup reconciler checks the archive every 10 min, which archives a file of the write-ahead log. */
const archiveLimit = 30 * 60;

/** What is wrong in a cluster, a sentence each, the most urgent first; empty where all is as declared. */
export function problemsOf(status: ClusterStatus, now = Date.now()): string[] {
  return [
    ...databaseProblems(status),
    ...tierProblems(status.servers),
    ...status.workers
      .filter(({ databaseAway }) => databaseAway > 0)
      .map(
        ({ name, databaseAway }) =>
          `${name} has had no answer from its database for ${formatSeconds(Math.round(databaseAway))}.`,
      ),
    ...status.backups.flatMap((backup) => backupProblems(backup, now / 1_000)),
    ...status.disks.flatMap(({ member, volume, declared, measured }) =>
      slowerThanDeclared(member, volume, declared, measured),
    ),
    ...status.silent.map(({ url, reason }) => `${url} does not answer: ${reason}.`),
  ];
}

/** From the reconciler where it reports, since it knows which members are declared; otherwise from Patroni. */
function databaseProblems({ databases, reconcilers = [] }: ClusterStatus): string[] {
  const reported = reconcilers.filter(({ program }) => program === "database").map(({ database }) => database);
  return [
    ...reconcilers.flatMap(({ program, database, state, reasons }) =>
      program === "backup" && state === "converged"
        ? [] // Its remarks are about a backup that is running.
        : reasons.map(
            (reason) => `${subject(program, database)}: ${state === "converged" ? "" : `${state}: `}${reason}.`,
          ),
    ),
    ...databases.filter(({ name }) => !reported.includes(name)).flatMap(patroniProblems),
  ];
}

const subject = (program: "database" | "backup", database: string) =>
  program === "database" ? database : `backups of ${database}`;

function patroniProblems({ name, leader, paused, members }: DatabaseStatus): string[] {
  return [
    ...(leader === undefined ? [`${name}: no member leads.`] : []),
    ...(paused === true ? [`${name}: failover is off, since Patroni is paused.`] : []),
    ...members
      .filter((member) => member.state !== (member.name === leader ? "running" : "streaming"))
      .map((member) => `${name}: ${member.name} is ${member.state}${member.name === leader ? "" : ", not streaming"}.`),
  ];
}

function tierProblems(servers: readonly ServerStatus[]): string[] {
  const tiers = [...new Set(servers.map(({ tier }) => tier))];
  return tiers
    .filter((tier) => !servers.some((server) => server.tier === tier && server.status.startsWith("UP")))
    .map((tier) => `No server of ${tier} is up.`);
}

function backupProblems(
  { database, lastFull, lastDifferential, archivedAt, fullEvery, differentialEvery }: BackupStatus,
  now: number,
): string[] {
  const late = (type: string, last: number | undefined, interval: number | undefined): string[] =>
    last === undefined || interval === undefined || now - last <= interval + backupGrace(interval)
      ? []
      : [
          `backups of ${database}: the last ${type} backup is ${formatSeconds(Math.round(now - last))} old, ` +
            `but one is declared every ${formatSeconds(interval)}.`,
        ];
  const newest = Math.max(lastFull ?? -Infinity, lastDifferential ?? -Infinity);
  return [
    ...late("full", lastFull, fullEvery),
    ...late("full or differential", Number.isFinite(newest) ? newest : undefined, differentialEvery),
    ...(archivedAt === undefined || now - archivedAt <= archiveLimit
      ? []
      : [
          `backups of ${database}: no write-ahead log has been archived for ` +
            `${formatSeconds(Math.round(now - archivedAt))}.`,
        ]),
  ];
}
