import { Client } from "pg";
import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { type DiskMeasurement, measurementFile } from "../../contracts/diskMeasurements";
import { authority } from "../shared/authority";
import { passwordOf } from "../shared/loop";
import type { OpenTransaction } from "./reconcile";
import {
  type Repair,
  type RoleFacts,
  type SchemaFacts,
  type ServerFacts,
  schemaRepairs,
  serverRepairs,
} from "./repairs";
import { scramVerifier, verifies } from "./scram";

type Passwords = Readonly<Record<string, string>>;

/** Makes the database and its roles at the leader what they should be. Returns what it changed; the next look confirms it. */
export async function repair(desired: DesiredDatabase, leader: string, passwords: Passwords): Promise<string[]> {
  const verifiers = {
    make: (role: string) => scramVerifier(passwordOf(passwords, role)),
    fits: (role: string, verifier: string | null) => verifies(verifier, passwordOf(passwords, role)),
  };
  const made = await withClient(desired, leader, passwords, "postgres", async (client) =>
    take(client, serverRepairs(desired, await serverFacts(client, desired), verifiers)),
  );
  if (made.length > 0) return made;
  return withClient(desired, leader, passwords, desired.database, async (client) =>
    take(client, schemaRepairs(desired, await schemaFacts(client, desired))),
  );
}

/** Writes what is dirty to disk, so that the checkpoint of a shutdown that follows is short. */
export async function checkpoint(desired: DesiredDatabase, member: string, passwords: Passwords): Promise<void> {
  await withClient(desired, member, passwords, "postgres", (client) => client.query("CHECKPOINT"), 120_000);
}

/** Whether a member's PostgreSQL has finished its promotion. Patroni calls it the primary a moment earlier, when it may still refuse writes. */
export async function takesWrites(desired: DesiredDatabase, member: string, passwords: Passwords): Promise<boolean> {
  const { rows } = await withClient(desired, member, passwords, "postgres", (client) =>
    client.query<{ leads: boolean }>("SELECT NOT pg_is_in_recovery() AS leads"),
  );
  return rows[0]?.leads === true;
}

/** The transaction of another session that has been open longest. */
export async function oldestTransaction(
  desired: DesiredDatabase,
  member: string,
  passwords: Passwords,
): Promise<OpenTransaction | undefined> {
  const { rows } = await withClient(desired, member, passwords, "postgres", (client) =>
    client.query<OpenTransaction>(
      `SELECT extract(epoch FROM clock_timestamp() - xact_start)::float AS age,
              usename || CASE application_name WHEN '' THEN '' ELSE ' (' || application_name || ')' END AS owner
         FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
        ORDER BY xact_start LIMIT 1`,
    ),
  );
  return rows[0];
}

/** What was measured last of each member's volumes. A member that does not answer at once is left out. */
export async function measurements(
  desired: DesiredDatabase,
  passwords: Passwords,
): Promise<Map<string, DiskMeasurement>> {
  const read = async (member: string): Promise<[string, DiskMeasurement][]> => {
    const { rows } = await withClient(
      desired,
      member,
      passwords,
      "postgres",
      (client) => client.query<{ text: string | null }>("SELECT pg_read_file($1, true) AS text", [measurementFile]),
      1_500,
    );
    const text = rows[0]?.text ?? null;
    if (text === null) return [];
    // Our own program wrote it, and whole (images/postgres/verify-disk), so its shape is known.
    const measured: DiskMeasurement = JSON.parse(text);
    return [[member, measured]];
  };
  return new Map(
    (await Promise.all(Object.keys(desired.members).map((member) => read(member).catch(() => [])))).flat(),
  );
}

async function take(client: Client, repairs: readonly Repair[]): Promise<string[]> {
  for (const { sql } of repairs) await client.query(sql);
  return repairs.map(({ what }) => what);
}

async function serverFacts(
  client: Client,
  { database, ownerRole, appRole, restoredFrom }: DesiredDatabase,
): Promise<ServerFacts> {
  const { rows: roles } = await client.query<RoleFacts>(
    `SELECT rolname AS name, rolpassword AS verifier, rolcanlogin AS login, coalesce(setconfig, '{}') AS settings,
            rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS privileged
       FROM pg_authid LEFT JOIN pg_db_role_setting ON setrole = pg_authid.oid AND setdatabase = 0
      WHERE rolname = ANY($1)`,
    [[ownerRole, appRole]],
  );
  const { rows: databases } = await client.query<NonNullable<ServerFacts["database"]>>(
    `SELECT pg_get_userbyid(datdba) AS owner,
            has_database_privilege('public', oid, 'CONNECT') OR has_database_privilege('public', oid, 'TEMP') AS open,
            coalesce((SELECT has_database_privilege(role.oid, pg_database.oid, 'CONNECT') FROM pg_roles role WHERE rolname = $2), false)
              AS "appConnects"
       FROM pg_database WHERE datname = $1`,
    [database, appRole],
  );
  const known = databases[0] === undefined ? {} : { database: databases[0] };
  if (restoredFrom === undefined) return { roles, ...known };
  const { rows: restored } = await client.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1) UNION ALL SELECT datname FROM pg_database WHERE datname = $2`,
    [[restoredFrom.ownerRole, restoredFrom.appRole], restoredFrom.database],
  );
  return { roles, ...known, restored: restored.map(({ name }) => name) };
}

async function schemaFacts(client: Client, { ownerRole, appRole }: DesiredDatabase): Promise<SchemaFacts> {
  const { rows: schemas } = await client.query<Omit<SchemaFacts, "defaults">>(
    `SELECT pg_get_userbyid(nspowner) AS owner, has_schema_privilege($1, oid, 'USAGE') AS "appUses"
       FROM pg_namespace WHERE nspname = 'public'`,
    [appRole],
  );
  const { rows: defaults } = await client.query<{ granted: string }>(
    `SELECT CASE defaclobjtype WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' END || ' ' || privilege_type AS granted
       FROM pg_default_acl, aclexplode(defaclacl)
      WHERE defaclnamespace = 'public'::regnamespace AND defaclobjtype IN ('r', 'S')
        AND pg_get_userbyid(defaclrole) = $1 AND pg_get_userbyid(grantee) = $2`,
    [ownerRole, appRole],
  );
  const schema = schemas[0];
  if (schema === undefined)
    throw new Error("the database has no schema public; create it, or tell where the tables are");
  return { ...schema, defaults: defaults.map((row) => row.granted) };
}

async function withClient<T>(
  { port, superuser }: DesiredDatabase,
  host: string,
  passwords: Passwords,
  database: string,
  work: (client: Client) => Promise<T>,
  patience = 10_000,
): Promise<T> {
  const password = passwordOf(passwords, superuser);
  const client = new Client({
    host,
    port,
    database,
    user: superuser,
    password,
    // The member must be the one that it is taken for.
    ssl: { ca: authority() },
    connectionTimeoutMillis: Math.min(3_000, patience),
    query_timeout: patience,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
