import type { DesiredDatabase } from "../../contracts/desiredDatabase";

/** A role as the server has it. */
export interface RoleFacts {
  readonly name: string;
  /** What is kept of its password. */
  readonly verifier: string | null;
  readonly login: boolean;
  /** Whether it may anything that no role of ours may: superuser, other roles, databases, replication. */
  readonly privileged: boolean;
  /** Its own settings: `statement_timeout=5000`. */
  readonly settings: readonly string[];
}

/** Roles and database, as the server has them. */
export interface ServerFacts {
  readonly roles: readonly RoleFacts[];
  /** Missing while the database is. */
  readonly database?: {
    readonly owner: string;
    /** Whether everybody may connect to it or make temporary tables in it. */
    readonly open: boolean;
    readonly appConnects: boolean;
  };
  /** Names that stem from the backups that the database was founded on: a database and roles. */
  readonly restored?: readonly string[];
}

/** The schema `public` of the database. */
export interface SchemaFacts {
  readonly owner: string;
  readonly appUses: boolean;
  /** What the application may do with what the owner will make: `table INSERT`, `sequence USAGE`. */
  readonly defaults: readonly string[];
}

/** One statement that brings the server nearer to the desired state. Taking it twice does no harm. */
export interface Repair {
  /** For the log: never with a secret. */
  readonly what: string;
  readonly sql: string;
}

export interface Verifiers {
  readonly make: (role: string) => string;
  readonly fits: (role: string, verifier: string | null) => boolean;
}

/** What has to be done to the server so that the roles and the database are as desired. */
export function serverRepairs(desired: DesiredDatabase, actual: ServerFacts, verifiers: Verifiers): Repair[] {
  const { database, ownerRole, appRole, appSettings } = desired;
  const renames = renamesOf(desired, actual);
  if (renames.length > 0) return renames;
  return [
    ...roleRepairs(ownerRole, {}, actual, verifiers),
    ...roleRepairs(appRole, appSettings, actual, verifiers),
    ...(actual.database === undefined
      ? [{ what: `database ${database}`, sql: `CREATE DATABASE ${quoted(database)} OWNER ${quoted(ownerRole)}` }]
      : due(
          [
            actual.database.owner !== ownerRole,
            `owner of ${database}`,
            `ALTER DATABASE ${quoted(database)} OWNER TO ${quoted(ownerRole)}`,
          ],
          [
            actual.database.open,
            `${database} closed to everybody else`,
            `REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC`,
          ],
          [
            !actual.database.appConnects,
            `${appRole} may connect`,
            `GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(appRole)}`,
          ],
        )),
  ];
}

/** A restored database takes the name that it is declared by, and so do its roles, with all that they own and may do. The database comes last. */
function renamesOf({ database, ownerRole, appRole, restoredFrom }: DesiredDatabase, actual: ServerFacts): Repair[] {
  if (restoredFrom === undefined || actual.database !== undefined) return [];
  const taken = (role: string) => actual.roles.some(({ name }) => name === role);
  const found = (name: string) => actual.restored?.includes(name) === true;
  const rename = (from: string, to: string, kind: string): Due => [
    found(from) && !taken(to),
    `${kind.toLowerCase()} ${to}, which was ${from}`,
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
  return due(
    [
      known.privileged || !known.login,
      `rights of ${role}`,
      `ALTER ROLE ${quoted(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`,
    ],
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
  );
}

/** What the application does with tables and sequences; it makes none. */
const granted = {
  TABLES: ["table SELECT", "table INSERT", "table UPDATE", "table DELETE"],
  SEQUENCES: ["sequence USAGE", "sequence SELECT"],
} as const;

/** What has to be done in the database so that its schema is as desired. */
export function schemaRepairs({ ownerRole, appRole }: DesiredDatabase, actual: SchemaFacts): Repair[] {
  return due(
    [actual.owner !== ownerRole, "owner of the schema", `ALTER SCHEMA public OWNER TO ${quoted(ownerRole)}`],
    [!actual.appUses, `${appRole} may use the schema`, `GRANT USAGE ON SCHEMA public TO ${quoted(appRole)}`],
    ...Object.entries(granted).map(
      ([kind, rights]): Due => [
        rights.some((right) => !actual.defaults.includes(right)),
        `rights of ${appRole} on future ${kind.toLowerCase()}`,
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(ownerRole)} IN SCHEMA public ` +
          `GRANT ${rights.map((right) => right.split(" ")[1]).join(", ")} ON ${kind} TO ${quoted(appRole)}`,
      ],
    ),
  );
}

type Due = [when: boolean, what: string, sql: string];
const due = (...all: Due[]): Repair[] => all.flatMap(([when, what, sql]) => (when ? [{ what, sql }] : []));

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
