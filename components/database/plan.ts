import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { defaultTimeouts, type Timeouts } from "../application/timeouts";
import { backedUp, bootstrapped, partsOf, sourceOf } from "../backup/members";
import { planBackups } from "../backup/plan";
import { certificateSecrets } from "../certificates/files";
import type { Problems } from "../declaration/problems";
import { milliseconds } from "../declaration/units";
import { declaredVolume } from "../machines/disks";
import type { Machines } from "../machines/spec";
import type { SystemPlan } from "../swarm/plan";
import { checkDatabase } from "./checks";
import { dynamicConfiguration } from "./dynamicConfiguration";
import type { DatabaseEndpoint } from "./endpoint";
import { appRole, memberRoles, ownerRole, poolerAdmin, ports } from "./layout";
import { hostOf, leastMemory, type Member, membersOf } from "./members";
import { memberPasswords, renderMember } from "./patroni";
import { renderPgbouncer, userlist } from "./pgbouncer";
import { renderPoolerProxy } from "./poolerProxy";
import { memberService, poolerService, reconcilerService } from "./services";
import type { DatabaseSpec } from "./spec";

export interface DatabasePlan extends SystemPlan {
  readonly endpoint: DatabaseEndpoint;
  readonly desired: DesiredDatabase;
}

export interface DatabaseLinks {
  readonly machines: Machines;
  /** Client addresses of the etcd members: `etcd-app-1:2379`. */
  readonly etcd: readonly string[];
  /** Every declared database. */
  readonly databases: Readonly<Record<string, DatabaseSpec>>;
  /** Time limits of the application's requests. @default those of an application without settings */
  readonly timeouts?: Timeouts;
  /** In UTC: `2026-11-23`. @default unknown: times of restores are not checked */
  readonly today?: string;
}

export function planDatabase(
  name: string,
  declared: DatabaseSpec,
  { machines, etcd, databases, timeouts = defaultTimeouts, today }: DatabaseLinks,
  problems: Problems,
): DatabasePlan {
  const members = membersOf(name, declared, machines);
  // Sorted, so that the order does not depend on the primary and a switchover changes no file but the reconciler's.
  const hosts = members.map(({ host }) => host).sort();
  const least = leastMemory(members);
  checkDatabase(name, declared, least, machines, problems);
  const source = sourceOf(name, declared, databases, today, problems);
  const repository =
    declared.backups && planBackups(declared.backups, backedUp(name, hosts, databases), machines, problems);
  const backupOf = ({ host }: Member) => partsOf(host, name, declared);

  const dynamic = dynamicConfiguration(
    declared,
    least,
    members.map(({ disk }) => disk),
  );
  const desired = desiredState(name, declared, members, source, dynamic, timeouts);
  const endpoint = endpointOf(name);
  return {
    endpoint,
    desired,
    configs: [
      ...members.map(({ host, memory, disk, walDisk }) => ({
        name: `${host}.yml`,
        content: renderMember({
          database: name,
          host,
          etcd,
          memory,
          leastMemory: least,
          disk,
          walDisk,
          basebackup: dynamic.postgresql.basebackup,
          overrides: declared.settings,
          backups: declared.backups,
          restoreFrom: declared.restoreFrom,
        }),
      })),
      ...members.flatMap((member) => backupOf(member).configs),
      ...(repository?.configs ?? []),
      { name: `${name}-route.cfg`, content: renderPoolerProxy(hosts, declared.maxLag, declared.connections) },
      { name: `${name}-pgbouncer.ini`, content: renderPgbouncer(name, declared, timeouts) },
      { name: `${name}-reconciler.json`, content: `${JSON.stringify(desired, null, 2)}\n` },
    ],
    secrets: [
      { name: `${name}-passwords.yml`, template: memberPasswords(name) },
      ...[...hosts, endpoint.host].flatMap(certificateSecrets),
      { name: `${name}-userlist.txt`, template: userlist(name) },
      { name: `${name}-reconciler-secrets.json`, template: reconcilerPasswords(name) },
      ...(repository?.secrets ?? []),
    ],
    services: bootstrapped(declared, [
      ...members.map((member, index) => memberService(name, member, members[index - 1]?.host, backupOf(member))),
      poolerService(name, declared, timeouts),
      reconcilerService(name),
      ...(repository?.services ?? []),
    ]),
  };
}

const endpointOf = (name: string): DatabaseEndpoint => ({
  name,
  host: `${name}-pooler`,
  port: ports.pooler,
  database: name,
  readDatabase: `${name}_read`,
  appRole: appRole(name),
  ownerRole: ownerRole(name),
  appPassword: `${name}-app`,
  ownerPassword: `${name}-owner`,
});

/** The state that the database reconciler brings about. The order of its keys is part of a config's content. */
function desiredState(
  name: string,
  declared: DatabaseSpec,
  members: readonly Member[],
  source: string | undefined,
  dynamic: DesiredDatabase["dynamic"],
  timeouts: Timeouts,
): DesiredDatabase {
  const sorted = [...members].sort((a, b) => a.host.localeCompare(b.host));
  const hosts = members.map(({ host }) => host).sort();
  return {
    database: name,
    members: Object.fromEntries(hosts.map((host) => [host, `http://${host}:${ports.patroni}`])),
    disks: Object.fromEntries(
      sorted.map(({ host, disk, walDisk }) => [
        host,
        { data: declaredVolume(disk), ...(walDisk === undefined ? {} : { wal: declaredVolume(walDisk) }) },
      ]),
    ),
    metricsPort: ports.metrics,
    primary: hostOf(name, declared.primary),
    failback: declared.failback,
    longestTransaction: milliseconds(declared.longestTransaction) / 1_000,
    port: ports.postgres,
    pooler: { host: `${name}-pooler`, port: ports.pooler, admin: poolerAdmin },
    superuser: memberRoles.superuser,
    apiUser: memberRoles.api,
    ownerRole: ownerRole(name),
    appRole: appRole(name),
    appSettings: {
      statement_timeout: timeouts.serverStatement,
      lock_timeout: timeouts.lockWait,
      idle_in_transaction_session_timeout: timeouts.idleTransaction,
    },
    ...(source === undefined
      ? {}
      : { restoredFrom: { database: source, ownerRole: ownerRole(source), appRole: appRole(source) } }),
    dynamic,
  };
}

/** The passwords by role. */
const reconcilerPasswords = (name: string): string =>
  JSON.stringify({
    [memberRoles.superuser]: `{{${name}-superuser}}`,
    [memberRoles.api]: `{{${name}-api}}`,
    [ownerRole(name)]: `{{${name}-owner}}`,
    [appRole(name)]: `{{${name}-app}}`,
    [poolerAdmin]: `{{${name}-pooler}}`,
  });
