import { dataDirectory, dataFolder, socketFolder, tlsFolder } from "../database/layout";
import type { DatabaseSpec } from "../database/spec";
import type { Problems } from "../declaration/problems";
import type { ServicePlan } from "../swarm/plan";
import type { BackedUp } from "./pgbackrest";
import { type MemberParts, planMemberParts } from "./plan";

type Databases = Readonly<Record<string, DatabaseSpec>>;

/** Host names of a database's members. */
const hostsOf = (name: string, { primary, replicas }: DatabaseSpec) =>
  [...new Set([primary, ...replicas])].map((machine) => `${name}-${machine}`).sort();

/** The properties of a database that its backup repository depends on. */
export function backedUp(name: string, members: readonly string[], databases: Databases): BackedUp {
  const readers = Object.entries(databases).flatMap(([other, declared]) =>
    declared.restoreFrom?.database === name ? hostsOf(other, declared) : [],
  );
  return { database: name, members, readers: readers.sort(), dataFolder: dataDirectory, socketFolder };
}

/** The parts that a member needs for its own backups and for the restore that it starts from. */
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

/** The database from whose backups a new database is restored, if it is. Rejects a database without backups. */
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
  problems.when(database === name, `${field} is ${database} itself; restore into a new database with another name.`);
  problems.when(
    source === undefined,
    `${field} is ${database}, which is not a declared database; declare it, or remove restoreFrom if ${name} was ` +
      "restored already.",
  );
  problems.when(
    source !== undefined && source.backups === undefined,
    `${field} is ${database}, which has no backups; declare databases.${database}.backups.`,
  );
  return database;
}

/** Timeout of a restore. A large database takes hours. */
const restoreTimeout = "24 h";

/** The services of a database, which wait for the restore that bootstraps it, if there is one. */
export function bootstrapped({ restoreFrom }: DatabaseSpec, services: readonly ServicePlan[]): readonly ServicePlan[] {
  if (restoreFrom === undefined) return services;
  return services.map((service) => ({
    ...service,
    startTimeout: restoreTimeout,
    health: { ...service.health, startPeriod: restoreTimeout },
  }));
}
