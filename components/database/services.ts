import { imageUsers } from "../../contracts/imageUsers";
import { authorityPath, desiredStatePath, passwordsPath, programPath } from "../../contracts/reconcilerFiles";
import { durationOf, type Timeouts } from "../application/timeouts";
import type { MemberParts } from "../backup/plan";
import { certificateMounts } from "../certificates/files";
import { volumeOn } from "../machines/devices";
import type { ServicePlan } from "../swarm/plan";
import { dataFolder, memberUser, poolerTlsFolder, ports, socketFolder, tlsFolder, walFolder } from "./layout";
import type { Member } from "./members";
import { poolerMemory } from "./pgbouncer";
import { sharedMemory } from "./settings";
import type { DatabaseSpec } from "./spec";

/** @param after the member that is created and changed before this one */
export function memberService(
  database: string,
  { machine, host, memory, disk, walDisk }: Member,
  after: string | undefined,
  backup: MemberParts,
): ServicePlan {
  return {
    name: host,
    image: "postgres",
    replicas: 1,
    placement: { machine },
    // The declared primary is created first, so that it bootstraps the database. No two members restart at the same
    // time.
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

export function poolerService(database: string, { poolers }: DatabaseSpec, timeouts: Timeouts): ServicePlan {
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
    stopGrace: durationOf(timeouts.poolerGrace),
  };
}

export function reconcilerService(database: string): ServicePlan {
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
