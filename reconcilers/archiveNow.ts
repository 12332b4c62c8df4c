import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { PatroniApi } from "./database/patroni";
import { authority } from "./shared/authority";
import { passwordOf, readPasswords } from "./shared/loop";

/** What `npm run restore` asks for: the database's members, and who may look. */
interface Wanted {
  /** Patroni's HTTP address of each member, by the member's name. */
  readonly members: Readonly<Record<string, string>>;
  readonly port: number;
  readonly superuser: string;
  readonly apiUser: string;
}

/** Milliseconds until the archive must have what was written. */
const patience = 60_000;

/**
 * Has a database archive all that it has written until now, so that any time until now can be restored. Recovery to a time stops at the
 * first transaction after it, so there must be one.
 */
async function main(): Promise<void> {
  const { members, port, superuser, apiUser }: Wanted = JSON.parse(process.argv[2] ?? "{}");
  const passwords = readPasswords();
  const patroni = new PatroniApi(members, apiUser, passwordOf(passwords, apiUser));
  const leader = (await patroni.cluster()).find(({ role, state }) => role === "leader" && state === "running");
  if (leader === undefined) throw new Error("no member leads");
  const client = new Client({
    host: leader.name,
    port,
    user: superuser,
    password: passwordOf(passwords, superuser),
    database: "postgres",
    ssl: { ca: authority() },
  });
  await client.connect();
  try {
    await client.query("SELECT pg_current_xact_id()");
    const { rows } = await client.query<{ file: string }>("SELECT pg_walfile_name(pg_switch_wal()) AS file");
    await untilArchived(client, rows[0]?.file ?? "");
  } finally {
    await client.end();
  }
}

async function untilArchived(client: Client, file: string): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ last: string | null }>(
      "SELECT last_archived_wal AS last FROM pg_stat_archiver",
    );
    if ((rows[0]?.last ?? "").slice(0, 24) >= file) return;
    if (Date.now() > end)
      throw new Error(`${file} of its write-ahead log was not archived within ${patience / 1_000} s`);
    await wait(100);
  }
}

main().then(
  () => console.log(JSON.stringify({ archived: true })),
  (error: unknown) => console.log(JSON.stringify({ problem: error instanceof Error ? error.message : String(error) })),
);
