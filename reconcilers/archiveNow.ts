import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { ArchiveNowLine, ArchiveNowRequest } from "../contracts/archiveNow";
import { PatroniApi } from "./database/patroni";
import { authority, passwordOf, readPasswords } from "./shared/files";

/** Milliseconds for the archive to receive the end of the write-ahead log. */
const archiveTimeout = 60_000;

/**
 * Archives a database's write-ahead log up to now, for `npm run restore`. Recovery to a time ends at the first later
 * transaction, so the job commits one.
 */
async function archiveNow({ members, port, superuser, apiUser }: ArchiveNowRequest): Promise<number> {
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
    const { rows: times } = await client.query<{ now: number }>(
      "SELECT extract(epoch FROM clock_timestamp())::float AS now",
    );
    await client.query("SELECT pg_current_xact_id()");
    const { rows: files } = await client.query<{ file: string }>("SELECT pg_walfile_name(pg_switch_wal()) AS file");
    await untilArchived(client, files[0]?.file ?? "");
    return times[0]?.now ?? 0;
  } finally {
    await client.end();
  }
}

async function untilArchived(client: Client, file: string): Promise<void> {
  const end = Date.now() + archiveTimeout;
  for (;;) {
    const { rows } = await client.query<{ last: string | null }>(
      "SELECT last_archived_wal AS last FROM pg_stat_archiver",
    );
    if ((rows[0]?.last ?? "").slice(0, 24) >= file) return;
    if (Date.now() > end)
      throw new Error(`${file} of the write-ahead log was not archived within ${archiveTimeout / 1_000} s`);
    await delay(100);
  }
}

const print = (line: ArchiveNowLine) => console.log(JSON.stringify(line));

archiveNow(JSON.parse(process.argv[2] ?? "{}")).then(
  (archivedUntil) => print({ archivedUntil }),
  (error: unknown) => print({ problem: error instanceof Error ? error.message : String(error) }),
);
