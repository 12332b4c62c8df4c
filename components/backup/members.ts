import { dataFolder, socketFolder, tlsFolder } from "../database/patroni";
import type { DatabaseSpec } from "../database/spec";
import type { Problems } from "../declaration/problems";
import type { ServicePlan } from "../swarm/plan";
import type { BackedUp } from "./pgbackrest";
import { type MemberParts, planMemberParts } from "./plan";

type Databases = Readonly<Record<string, DatabaseSpec>>;

const dataDirectory = `${dataFolder}/17`;

/** Host names of a database's members. */
const hostsOf = (name: string, { primary, replicas }: DatabaseSpec) =>
  [...new Set([primary, ...replicas])].map((machine) => `${name}-${machine}`).sort();

/** A database as its repository sees it. */
export function backedUp(name: string, members: readonly string[], databases: Databases): BackedUp {
  const readers = Object.entries(databases).flatMap(([other, declared]) =>
    declared.restoreFrom?.database === name ? hostsOf(other, declared) : [],
  );
  return { database: name, members, readers: readers.sort(), dataFolder: dataDirectory, socketFolder };
}

/** What its own backups, and those that it begins with, add to a member. */
export function partsOf(host: string, database: string, { backups, restoreFrom }: DatabaseSpec): MemberParts {
  return planMemberParts(host, {
    own: backups === undefined ? undefined : database,
    source: restoreFrom?.database,
    dataFolder: dataDirectory,
    socketFolder,
    spoolFolder: `${dataFolder}/spool`,
    tlsFolder,
  });
}

/** The database whose backups a new one begins with. Refuses one that has none. */
export function sourceOf(
  name: string,
  { restoreFrom }: DatabaseSpec,
  databases: Databases,
  problems: Problems,
): string | undefined {
  if (restoreFrom === undefined) return undefined;
  const { database } = restoreFrom;
  const field = `databases.${name}.restoreFrom.database`;
  const source = Object.hasOwn(databases, database) ? databases[database] : undefined;
  problems.when(
    database === name,
    `${field} is ${database} itself; a restore goes into a new database beside it: give that another name.`,
  );
  problems.when(
    source === undefined,
    `${field} is ${database}, which databases does not declare; declare it, or remove restoreFrom if ${name} was restored already.`,
  );
  problems.when(
    source !== undefined && source.backups === undefined,
    `${field} is ${database}, which has no backups; declare databases.${database}.backups.`,
  );
  return database;
}

/** The restore of a large database takes hours: what waits for it is not given up before. */
const patience = "24 h";

export function bootstrapped({ restoreFrom }: DatabaseSpec, services: readonly ServicePlan[]): readonly ServicePlan[] {
  if (restoreFrom === undefined) return services;
  return services.map((service) => ({
    ...service,
    startTimeout: patience,
    health: { ...service.health, startPeriod: patience },
  }));
}
