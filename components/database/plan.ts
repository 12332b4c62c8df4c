import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { imageUsers } from "../../contracts/imageUsers";
import { authorityPath, desiredStatePath, passwordsPath, programPath } from "../../contracts/reconcilerFiles";
import { backedUp, bootstrapped, partsOf, sourceOf } from "../backup/members";
import { type MemberParts, planBackups } from "../backup/plan";
import { certificateMounts, certificateSecrets } from "../certificates/files";
import type { Problems } from "../declaration/problems";
import { bytes, milliseconds, type Size } from "../declaration/units";
import { type Disk, declaredVolume, type WalDisk } from "../machines/disks";
import { checkPinned } from "../machines/plan";
import type { Machines } from "../machines/spec";
import type { ServicePlan, SystemPlan, VolumeMount } from "../swarm/plan";
import type { DatabaseEndpoint } from "./endpoint";
import {
  appRole,
  dataFolder,
  dynamicConfiguration,
  memberPasswords,
  memberRoles,
  memberUser,
  ownerRole,
  ports,
  renderMember,
  socketFolder,
  tlsFolder,
  walFolder,
} from "./patroni";
import {
  poolerAdmin,
  poolerMemory,
  tlsFolder as poolerTlsFolder,
  poolSize,
  renderPgbouncer,
  userlist,
} from "./pgbouncer";
import { renderPoolerProxy } from "./poolerProxy";
import { defaultMemory, maxConnections, reservedConnections, sharedMemory } from "./settings";
import type { DatabaseSpec } from "./spec";

export interface DatabasePlan extends SystemPlan {
  readonly endpoint: DatabaseEndpoint;
  readonly desired: DesiredDatabase;
}

export interface DatabaseLinks {
  readonly machines: Machines;
  /** Members of the store: `etcd-app-1:2379`. */
  readonly etcd: readonly string[];
  /** Every declared database. */
  readonly databases: Readonly<Record<string, DatabaseSpec>>;
}

export function planDatabase(
  name: string,
  declared: DatabaseSpec,
  { machines, etcd, databases }: DatabaseLinks,
  problems: Problems,
): DatabasePlan {
  const places = [...new Set([declared.primary, ...declared.replicas])].map((machine) =>
    placeOf(name, declared, machine, machines),
  );
  // In an order that does not depend on who leads, so that a switchover changes no file but the reconciler's.
  const hosts = places.map(({ host }) => host).sort();
  const least = places.map(({ memory }) => memory).reduce((a, b) => (bytes(b) < bytes(a) ? b : a));
  check(name, declared, least, machines, problems);
  const source = sourceOf(name, declared, databases, problems);
  const repository =
    declared.backups && planBackups(declared.backups, backedUp(name, hosts, databases), machines, problems);
  const backupOf = ({ host }: Place) => partsOf(host, name, declared);

  const poolerHost = `${name}-pooler`;
  const dynamic = dynamicConfiguration(
    declared,
    least,
    places.map(({ disk }) => disk),
  );
  const desired: DesiredDatabase = {
    database: name,
    members: Object.fromEntries(hosts.map((host) => [host, `http://${host}:${ports.patroni}`])),
    disks: Object.fromEntries(
      [...places]
        .sort((a, b) => a.host.localeCompare(b.host))
        .map(({ host, disk, walDisk }) => [
          host,
          { data: declaredVolume(disk), ...(walDisk === undefined ? {} : { wal: declaredVolume(walDisk) }) },
        ]),
    ),
    metricsPort: ports.metrics,
    primary: `${name}-${declared.primary}`,
    failback: declared.failback,
    longestTransaction: milliseconds(declared.longestTransaction) / 1_000,
    port: ports.postgres,
    pooler: { host: poolerHost, port: ports.pooler, admin: poolerAdmin },
    superuser: memberRoles.superuser,
    apiUser: memberRoles.api,
    ownerRole: ownerRole(name),
    appRole: appRole(name),
    appSettings: { statement_timeout: 5_000, lock_timeout: 1_500, idle_in_transaction_session_timeout: 10_000 },
    ...(source === undefined
      ? {}
      : { restoredFrom: { database: source, ownerRole: ownerRole(source), appRole: appRole(source) } }),
    dynamic,
  };
  return {
    endpoint: {
      name,
      host: poolerHost,
      port: ports.pooler,
      database: name,
      readDatabase: `${name}_read`,
      appRole: appRole(name),
      ownerRole: ownerRole(name),
      appPassword: `${name}-app`,
      ownerPassword: `${name}-owner`,
    },
    desired,
    configs: [
      ...places.map(({ host, memory, disk, walDisk }) => ({
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
      ...places.flatMap((place) => backupOf(place).configs),
      ...(repository?.configs ?? []),
      { name: `${name}-route.cfg`, content: renderPoolerProxy(hosts, declared.maxLag, declared.connections) },
      { name: `${name}-pgbouncer.ini`, content: renderPgbouncer(name, declared) },
      { name: `${name}-reconciler.json`, content: `${JSON.stringify(desired, null, 2)}\n` },
    ],
    secrets: [
      { name: `${name}-passwords.yml`, template: memberPasswords(name) },
      ...[...hosts, poolerHost].flatMap(certificateSecrets),
      { name: `${name}-userlist.txt`, template: userlist(name) },
      {
        name: `${name}-reconciler-secrets.json`,
        template: JSON.stringify({
          [memberRoles.superuser]: `{{${name}-superuser}}`,
          [memberRoles.api]: `{{${name}-api}}`,
          [ownerRole(name)]: `{{${name}-owner}}`,
          [appRole(name)]: `{{${name}-app}}`,
          [poolerAdmin]: `{{${name}-pooler}}`,
        }),
      },
      ...(repository?.secrets ?? []),
    ],
    services: bootstrapped(declared, [
      ...places.map((place, index) => member(name, place, places[index - 1]?.host, backupOf(place))),
      pooler(name, declared),
      reconciler(name),
      ...(repository?.services ?? []),
    ]),
  };
}

/** A member, where it is and what it has there. */
interface Place {
  readonly machine: string;
  /** Its name and host name. */
  readonly host: string;
  readonly memory: Size;
  readonly disk: Disk;
  readonly walDisk: WalDisk | undefined;
}

/** Stands in for a disk that is missing, which is a problem already. */
const noDisk: Disk = { writeMBps: 1, readMBps: 1, writeIops: 1, readIops: 1, filesystem: "xfs" };

function placeOf(database: string, { memory }: DatabaseSpec, machine: string, machines: Machines): Place {
  const known = Object.hasOwn(machines, machine) ? machines[machine] : undefined;
  return {
    machine,
    host: `${database}-${machine}`,
    // The largest machine there is stands in for an unknown one, so that nothing else is refused for its sake.
    memory: memory ?? defaultMemory(known?.memory ?? "24 TiB"),
    disk: known?.disk ?? noDisk,
    walDisk: known?.walDisk,
  };
}

/** Names that mean something else to PostgreSQL's hba file, to PostgreSQL itself, or to PgBouncer. */
const takenNames = [
  "all",
  "pg",
  "pgbouncer",
  "postgres",
  "replication",
  "samegroup",
  "samerole",
  "sameuser",
  "template0",
  "template1",
];

function check(name: string, declared: DatabaseSpec, memory: Size, machines: Machines, problems: Problems): void {
  const field = `databases.${name}`;
  const { primary, replicas, connections, poolers } = declared;
  problems.when(
    takenNames.includes(name) || name.startsWith("pg-"),
    `${field} has a name that PostgreSQL or PgBouncer uses itself; use another.`,
  );
  checkPinned(`${field}.primary`, [primary], "database", machines, problems);
  checkPinned(`${field}.replicas`, replicas, "database", machines, problems);
  problems.when(replicas.includes(primary), `${field}.replicas names ${primary}, which is its primary; name it once.`);
  problems.when(
    declared.synchronous && replicas.length === 0,
    `${field}.synchronous is true, but it has no replica to acknowledge a write; name one in replicas or use false.`,
  );
  problems.when(
    declared.synchronous && declared.asynchronousBecause !== undefined,
    `${field}.asynchronousBecause gives a reason, but synchronous is true; remove one of them.`,
  );
  problems.when(
    poolSize(declared) < 2,
    `${field}.connections is ${connections} for ${poolers} poolers; use at least ${2 * poolers}, two for each.`,
  );
  const room = Math.floor((maxConnections(memory) - reservedConnections) / 2);
  problems.when(
    connections > room,
    `${field}.connections is ${connections}, but a member of ${memory} takes ${room} for writes and as many for reads; ` +
      `use at most ${room}, or more memory: "${4 * (2 * connections + reservedConnections)} MiB".`,
  );
  for (const machine of new Set([primary, ...replicas])) {
    const known = Object.hasOwn(machines, machine) ? machines[machine] : undefined;
    problems.when(
      known !== undefined && known.disk === undefined,
      `machines.${machine}.disk is missing, but ${field} has a member there; declare what its disk can do.`,
    );
  }
}

function member(
  database: string,
  { machine, host, memory, disk, walDisk }: Place,
  after: string | undefined,
  backup: MemberParts,
): ServicePlan {
  return {
    name: host,
    image: "postgres",
    replicas: 1,
    placement: { machine },
    // The declared primary comes first, so that it founds the database; and no two members are ever replaced at once.
    ...(after === undefined ? {} : { after: [after] }),
    networks: [`${database}-data`, "etcd", ...backup.networks],
    configs: [{ from: `${host}.yml`, path: "/etc/patroni/10-member.yml" }, ...backup.mounts],
    secrets: [
      { from: `${database}-passwords.yml`, path: "/etc/patroni/50-passwords.yml", owner: memberUser },
      ...certificateMounts(host, tlsFolder, memberUser),
    ],
    volumes: [
      volumeOn(disk, `${host}-data`, dataFolder),
      ...(walDisk === undefined ? [] : [volumeOn(walDisk, `${host}-wal`, walFolder)]),
    ],
    tmpfs: { "/tmp": "64 MiB", [socketFolder]: "1 MiB", "/dev/shm": sharedMemory(memory) },
    memory,
    health: { timeout: "10 s", retries: 5, startPeriod: "5 min" },
    update: { order: "stop-first" },
    stopSignal: "SIGTERM",
    stopGrace: "60 s",
    probe: { kind: "patroni", network: `${database}-data`, url: `http://${host}:${ports.patroni}/cluster` },
  };
}

function volumeOn(
  { device, filesystem }: Pick<Disk, "device" | "filesystem">,
  name: string,
  path: string,
): VolumeMount {
  return { name, path, ...(device === undefined ? {} : { driverOptions: { type: filesystem, device, o: "noatime" } }) };
}

function pooler(database: string, { poolers }: DatabaseSpec): ServicePlan {
  return {
    name: `${database}-pooler`,
    image: "pgbouncer",
    hostname: `${database}-pooler-{{.Task.Slot}}`,
    replicas: poolers,
    placement: { role: "database" },
    networks: [`${database}-pool`, `${database}-data`],
    configs: [
      { from: `${database}-pgbouncer.ini`, path: "/etc/pgbouncer/pgbouncer.ini" },
      { from: `${database}-route.cfg`, path: "/etc/haproxy/haproxy.cfg" },
    ],
    secrets: [
      { from: `${database}-userlist.txt`, path: "/etc/pgbouncer/userlist.txt", owner: imageUsers.pgbouncer },
      ...certificateMounts(`${database}-pooler`, poolerTlsFolder, imageUsers.pgbouncer),
    ],
    tmpfs: { "/tmp": "1 MiB" },
    memory: poolerMemory,
    health: { timeout: "5 s", retries: 3, startPeriod: "5 min" },
    update: { order: "start-first" },
    stopSignal: "SIGINT",
  };
}

function reconciler(database: string): ServicePlan {
  return {
    name: `${database}-reconciler`,
    image: "reconciler",
    args: [programPath("database")],
    replicas: 1,
    placement: { role: "database" },
    networks: [`${database}-data`],
    configs: [{ from: `${database}-reconciler.json`, path: desiredStatePath }],
    secrets: [
      { from: `${database}-reconciler-secrets.json`, path: passwordsPath, owner: imageUsers.reconciler },
      { from: `${database}-pooler-authority.crt`, path: authorityPath, owner: imageUsers.reconciler },
    ],
    tmpfs: { "/tmp": "1 MiB" },
    memory: "128 MiB",
    health: { timeout: "5 s", retries: 3, startPeriod: "5 min" },
    update: { order: "stop-first" },
    probe: {
      kind: "database",
      network: `${database}-data`,
      url: `http://${database}-reconciler:${ports.metrics}/metrics`,
    },
  };
}
