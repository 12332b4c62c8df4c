import { Client } from "pg";
import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { type DiskMeasurement, measurementFile } from "../../contracts/diskMeasurements";
import { authority, type Passwords, passwordOf } from "../shared/files";
import { schemaFacts, serverFacts } from "./facts";
import type { OpenTransaction } from "./reconcile";
import { serverRepairs } from "./repairs";
import { schemaRepairs } from "./schemaRepairs";
import { scramVerifier, verifies } from "./scram";
import type { Repair } from "./sql";

/** Repairs the database and its roles at the leader. Returns what it changed; the next reconciliation verifies it. */
export async function repair(desired: DesiredDatabase, leader: string, passwords: Passwords): Promise<string[]> {
  const verifiers = {
    make: (role: string) => scramVerifier(passwordOf(passwords, role)),
    fits: (role: string, verifier: string | null) => verifies(verifier, passwordOf(passwords, role)),
  };
  const repaired = await withClient(desired, leader, passwords, "postgres", async (client) =>
    applyRepairs(client, serverRepairs(desired, await serverFacts(client, desired), verifiers)),
  );
  if (repaired.length > 0) return repaired;
  return withClient(desired, leader, passwords, desired.database, async (client) =>
    applyRepairs(client, schemaRepairs(desired, await schemaFacts(client, desired))),
  );
}

/** Writes dirty pages to disk, so that the checkpoint of the shutdown that follows is short. */
export async function checkpoint(desired: DesiredDatabase, member: string, passwords: Passwords): Promise<void> {
  await withClient(desired, member, passwords, "postgres", (client) => client.query("CHECKPOINT"), 120_000);
}

/**
 * Whether a member's PostgreSQL has finished its promotion. Patroni reports the primary a moment earlier, when it
 * may still reject writes.
 */
export async function acceptsWrites(desired: DesiredDatabase, member: string, passwords: Passwords): Promise<boolean> {
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

/** The last measurement of each member's volumes. A member that does not answer at once is left out. */
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
    // images/postgres/verify-disk writes this file, and replaces it in one step.
    const measured: DiskMeasurement = JSON.parse(text);
    return [[member, measured]];
  };
  return new Map(
    (await Promise.all(Object.keys(desired.members).map((member) => read(member).catch(() => [])))).flat(),
  );
}

async function applyRepairs(client: Client, repairs: readonly Repair[]): Promise<string[]> {
  for (const { sql } of repairs) await client.query(sql);
  return repairs.map(({ what }) => what);
}

async function withClient<T>(
  { port, superuser }: DesiredDatabase,
  host: string,
  passwords: Passwords,
  database: string,
  work: (client: Client) => Promise<T>,
  timeout = 10_000,
): Promise<T> {
  const client = new Client({
    host,
    port,
    database,
    user: superuser,
    password: passwordOf(passwords, superuser),
    // Verifies that the server is this member.
    ssl: { ca: authority() },
    connectionTimeoutMillis: Math.min(3_000, timeout),
    query_timeout: timeout,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
