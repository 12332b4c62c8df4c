import { Client } from "pg";
import type { DesiredDatabase } from "../../components/database/desired";
import { passwordOf } from "../shared/loop";

type Passwords = Readonly<Record<string, string>>;

/** Makes the database and its roles what they should be, at the leader; everything in it may be done again without harm. Returns what it changed. */
export async function ensureRoles(desired: DesiredDatabase, leader: string, passwords: Passwords): Promise<string[]> {
  const { database, ownerRole, appRole, appSettings } = desired;
  const changed: string[] = [];
  await withClient(desired, leader, passwords, "postgres", async (client) => {
    for (const role of [ownerRole, appRole]) {
      const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
      if (rowCount === 0) {
        await client.query(`CREATE ROLE ${quoted(role)} LOGIN`);
        changed.push(`role ${role}`);
      }
      if (rowCount === 0 || !(await canLogIn(desired, leader, role, passwordOf(passwords, role)))) {
        await client.query(`ALTER ROLE ${quoted(role)} PASSWORD ${client.escapeLiteral(passwordOf(passwords, role))}`);
        changed.push(`password of ${role}`);
      }
    }
    for (const [setting, value] of Object.entries(appSettings)) {
      await client.query(`ALTER ROLE ${quoted(appRole)} SET ${quoted(setting)} = ${Number(value)}`);
    }
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${quoted(database)} OWNER ${quoted(ownerRole)}`);
      changed.push(`database ${database}`);
    }
    await client.query(`REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(appRole)}`);
  });
  await withClient(desired, leader, passwords, database, async (client) => {
    await client.query(`ALTER SCHEMA public OWNER TO ${quoted(ownerRole)}`);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${quoted(appRole)}`);
    const defaults = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(ownerRole)} IN SCHEMA public`;
    await client.query(`${defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${quoted(appRole)}`);
    await client.query(`${defaults} GRANT USAGE, SELECT ON SEQUENCES TO ${quoted(appRole)}`);
  });
  return changed;
}

async function withClient(
  { port, superuser }: DesiredDatabase,
  leader: string,
  passwords: Passwords,
  database: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const password = passwordOf(passwords, superuser);
  const client = new Client({ host: leader, port, database, user: superuser, password, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function canLogIn({ port, database }: DesiredDatabase, leader: string, role: string, password: string): Promise<boolean> {
  const client = new Client({ host: leader, port, database, user: role, password, connectionTimeoutMillis: 3_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01: wrong password. Anything else (no such database yet) says nothing about the password.
    if (error instanceof Error && "code" in error && error.code === "28P01") return false;
    if (error instanceof Error && "code" in error && error.code === "3D000") return true;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
