import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { type Due, due, literal, quoted, type Repair, settingName } from "./sql";

/** A role on the server. */
export interface RoleFacts {
  readonly name: string;
  /** What PostgreSQL stores of its password. */
  readonly verifier: string | null;
  readonly login: boolean;
  /** Whether it is a superuser, or may create roles or databases, replicate, or bypass row security. */
  readonly privileged: boolean;
  /** Whether it has a connection limit or an expiration date. */
  readonly limited: boolean;
  /** Its own settings in every database: `statement_timeout=5000`. */
  readonly settings: readonly string[];
  /** Databases in which it has further settings (`ALTER ROLE ... IN DATABASE`). */
  readonly settingsIn: readonly string[];
  /** Roles that were granted to it. */
  readonly memberships: readonly { readonly role: string; readonly grantor: string }[];
}

/** Roles and database on the server. */
export interface ServerFacts {
  readonly roles: readonly RoleFacts[];
  /** Missing if the database does not exist. */
  readonly database?: {
    readonly owner: string;
    /** Whether PUBLIC may connect to it or create temporary tables in it. */
    readonly open: boolean;
    /** Whether it has settings of its own (`ALTER DATABASE ... SET`). */
    readonly hasSettings: boolean;
    /** Rights that were granted to the application's role: `CONNECT`. */
    readonly appRights: readonly string[];
  };
  /** Names that still exist from the backups that the database was restored from: a database and roles. */
  readonly restored?: readonly string[];
}

export interface Verifiers {
  readonly make: (role: string) => string;
  readonly fits: (role: string, verifier: string | null) => boolean;
}

/**
 * Repairs of roles and database. What nobody declared is reset: a role may change its own settings, and grants
 * survive who made them.
 */
export function serverRepairs(desired: DesiredDatabase, actual: ServerFacts, verifiers: Verifiers): Repair[] {
  const { database, ownerRole, appRole, appSettings } = desired;
  const renames = renamesOf(desired, actual);
  if (renames.length > 0) return renames;
  return [
    ...roleRepairs(ownerRole, {}, actual, verifiers),
    ...roleRepairs(appRole, appSettings, actual, verifiers),
    ...databaseRepairs(database, ownerRole, appRole, actual.database),
  ];
}

function databaseRepairs(
  database: string,
  ownerRole: string,
  appRole: string,
  actual: ServerFacts["database"],
): Repair[] {
  if (actual === undefined) {
    return [{ what: `database ${database}`, sql: `CREATE DATABASE ${quoted(database)} OWNER ${quoted(ownerRole)}` }];
  }
  const extra = actual.appRights.filter((right) => right !== "CONNECT");
  return due(
    [
      actual.owner !== ownerRole,
      `owner of ${database}`,
      `ALTER DATABASE ${quoted(database)} OWNER TO ${quoted(ownerRole)}`,
    ],
    [actual.open, `rights of PUBLIC on ${database}`, `REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC`],
    [actual.hasSettings, `settings of ${database}`, `ALTER DATABASE ${quoted(database)} RESET ALL`],
    [
      !actual.appRights.includes("CONNECT"),
      `right of ${appRole} to connect`,
      `GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(appRole)}`,
    ],
    [
      extra.length > 0,
      `rights of ${appRole} on ${database}`,
      `REVOKE ${extra.join(", ")} ON DATABASE ${quoted(database)} FROM ${quoted(appRole)}`,
    ],
  );
}

/**
 * A restored database gets its declared name, and so do its roles, with all that they own and may do. The database
 * comes last.
 */
function renamesOf({ database, ownerRole, appRole, restoredFrom }: DesiredDatabase, actual: ServerFacts): Repair[] {
  if (restoredFrom === undefined || actual.database !== undefined) return [];
  const exists = (role: string) => actual.roles.some(({ name }) => name === role);
  const found = (name: string) => actual.restored?.includes(name) === true;
  const rename = (from: string, to: string, kind: string): Due => [
    found(from) && !exists(to),
    `name of ${kind.toLowerCase()} ${to}, which was ${from}`,
    `ALTER ${kind} ${quoted(from)} RENAME TO ${quoted(to)}`,
  ];
  return due(
    rename(restoredFrom.ownerRole, ownerRole, "ROLE"),
    rename(restoredFrom.appRole, appRole, "ROLE"),
    rename(restoredFrom.database, database, "DATABASE"),
  );
}

function roleRepairs(
  role: string,
  settings: Readonly<Record<string, number>>,
  actual: ServerFacts,
  verifiers: Verifiers,
): Repair[] {
  const known = actual.roles.find(({ name }) => name === role);
  if (known === undefined) {
    return [
      { what: `role ${role}`, sql: `CREATE ROLE ${quoted(role)} LOGIN PASSWORD ${literal(verifiers.make(role))}` },
    ];
  }
  const undeclared = known.settings
    .map((setting) => setting.slice(0, setting.indexOf("=")))
    .filter((name) => !Object.hasOwn(settings, name));
  return due(
    [
      known.privileged || known.limited || !known.login,
      `attributes of ${role}`,
      `ALTER ROLE ${quoted(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS ` +
        "CONNECTION LIMIT -1 VALID UNTIL 'infinity'",
    ],
    ...known.memberships.map(
      (membership): Due => [
        true,
        `membership of ${role} in ${membership.role}`,
        `REVOKE ${quoted(membership.role)} FROM ${quoted(role)} GRANTED BY ${quoted(membership.grantor)} CASCADE`,
      ],
    ),
    [
      !verifiers.fits(role, known.verifier),
      `password of ${role}`,
      `ALTER ROLE ${quoted(role)} PASSWORD ${literal(verifiers.make(role))}`,
    ],
    ...Object.entries(settings).map(
      ([setting, value]): Due => [
        !known.settings.includes(`${setting}=${value}`),
        `${setting} of ${role}`,
        `ALTER ROLE ${quoted(role)} SET ${quoted(setting)} = ${Number(value)}`,
      ],
    ),
    ...undeclared.map(
      (setting): Due => [
        true,
        `undeclared ${setting} of ${role}`,
        `ALTER ROLE ${quoted(role)} RESET ${settingName(setting)}`,
      ],
    ),
    ...known.settingsIn.map(
      (database): Due => [
        true,
        `undeclared settings of ${role} in ${database}`,
        `ALTER ROLE ${quoted(role)} IN DATABASE ${quoted(database)} RESET ALL`,
      ],
    ),
  );
}
