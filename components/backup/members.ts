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

/**
 * The database from whose backups a new database is restored, if it is. Rejects a source that cannot have the backups.
 * @param today the last day, in UTC, of which a backup can hold anything: `2026-11-23`
 */
export function sourceOf(
  name: string,
  { restoreFrom }: DatabaseSpec,
  databases: Databases,
  today: string | undefined,
  problems: Problems,
): string | undefined {
  if (restoreFrom === undefined) return undefined;
  const { database, to } = restoreFrom;
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
  const circle = circleFrom(name, databases);
  problems.when(
    circle.length > 2,
    `${field} is ${database}, which is restored from ${name} in turn (${circle.join(" from ")}), so none of them has ` +
      "backups to start from; remove restoreFrom of one of them.",
  );
  problems.when(
    today !== undefined && to !== "latest" && to.slice(0, 10) > today,
    `databases.${name}.restoreFrom.to is "${to}", which is in the future; use a time in the past, or "latest".`,
  );
  return database;
}

/** The databases from which a database is restored, back to itself: a, b, a. Empty without a circle. */
function circleFrom(name: string, databases: Databases): string[] {
  const seen = [name];
  let source = databases[name]?.restoreFrom?.database;
  while (source !== undefined && !seen.includes(source)) {
    seen.push(source);
    source = Object.hasOwn(databases, source) ? databases[source]?.restoreFrom?.database : undefined;
  }
  return source === name ? [...seen, name] : [];
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
