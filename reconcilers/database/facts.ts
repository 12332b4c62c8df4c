import type { Client } from "pg";
import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import type { RoleFacts, ServerFacts } from "./repairs";
import type { SchemaFacts } from "./schemaRepairs";

/** Reads roles and database. */
export async function serverFacts(
  client: Pick<Client, "query">,
  { database, ownerRole, appRole, restoredFrom }: DesiredDatabase,
): Promise<ServerFacts> {
  const { rows: roles } = await client.query<RoleFacts>(
    `SELECT rolname AS name, rolpassword AS verifier, rolcanlogin AS login,
            rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS privileged,
            rolconnlimit <> -1 OR coalesce(rolvaliduntil < 'infinity', false) AS limited,
            coalesce((SELECT setconfig FROM pg_db_role_setting
                       WHERE setrole = pg_authid.oid AND setdatabase = 0), '{}') AS settings,
            ARRAY(SELECT datname::text FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
                   WHERE setrole = pg_authid.oid ORDER BY 1) AS "settingsIn",
            coalesce((SELECT json_agg(json_build_object('role', pg_get_userbyid(roleid),
                                                        'grantor', pg_get_userbyid(grantor)))
                        FROM pg_auth_members WHERE member = pg_authid.oid), '[]') AS memberships
       FROM pg_authid WHERE rolname = ANY($1)`,
    [[ownerRole, appRole]],
  );
  const { rows: databases } = await client.query<NonNullable<ServerFacts["database"]>>(
    `SELECT pg_get_userbyid(datdba) AS owner,
            has_database_privilege('public', oid, 'CONNECT') OR has_database_privilege('public', oid, 'TEMP') AS open,
            EXISTS (SELECT FROM pg_db_role_setting
                     WHERE setdatabase = pg_database.oid AND setrole = 0) AS "hasSettings",
            ARRAY(SELECT privilege_type FROM aclexplode(datacl)
                   WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = $2) ORDER BY 1) AS "appRights"
       FROM pg_database WHERE datname = $1`,
    [database, appRole],
  );
  const known = databases[0] === undefined ? {} : { database: databases[0] };
  if (restoredFrom === undefined) return { roles, ...known };
  const { rows: restored } = await client.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)
      UNION ALL SELECT datname FROM pg_database WHERE datname = $2`,
    [[restoredFrom.ownerRole, restoredFrom.appRole], restoredFrom.database],
  );
  return { roles, ...known, restored: restored.map(({ name }) => name) };
}

/** Reads the schema `public` of the database. */
export async function schemaFacts(
  client: Pick<Client, "query">,
  { ownerRole, appRole }: DesiredDatabase,
): Promise<SchemaFacts> {
  const { rows: schemas } = await client.query<Omit<SchemaFacts, "defaults">>(
    `SELECT pg_get_userbyid(nspowner) AS owner, has_schema_privilege($1, oid, 'USAGE') AS "appUses",
            has_schema_privilege($1, oid, 'CREATE') AS "appCreates"
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
  if (schema === undefined) throw new Error("the database has no schema public; create it");
  return { ...schema, defaults: defaults.map((row) => row.granted) };
}
