import { resolve4 } from "node:dns/promises";
import { Client } from "pg";
import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { statePort } from "../../contracts/proxyState";
import { authority } from "../shared/files";
import { serversIn } from "../shared/haproxyStats";
import type { Pooler } from "./poolers";

/** The poolers that a database's host name resolves to. None is no error: a database without poolers has no clients. */
export async function findPoolers(access: DesiredDatabase["pooler"], password: string): Promise<Pooler[]> {
  const addresses = await resolve4(access.host).catch(() => []);
  return addresses.map((address) => ({
    address,
    command: (command, timeout) => run(access, password, address, command, timeout),
    writeTargets: async (timeout) => {
      const response = await fetch(`http://${address}:${statePort}/stats;csv`, {
        signal: AbortSignal.timeout(timeout),
      });
      return writeTargetsIn(await response.text());
    },
  }));
}

/** Members that a pooler's HAProxy sends writes to. */
export const writeTargetsIn = (csv: string): string[] =>
  serversIn(csv)
    .filter(({ pxname, status }) => pxname === "leader" && status?.startsWith("UP"))
    .map(({ svname = "" }) => svname);

async function run(
  { port, admin: user, host: servername }: DesiredDatabase["pooler"],
  password: string,
  address: string,
  command: string,
  timeout: number,
): Promise<void> {
  const client = new Client({
    host: address,
    port,
    user,
    password,
    database: "pgbouncer",
    // Poolers are addressed by IP, and share a certificate for the name.
    ssl: { ca: authority(), servername },
    connectionTimeoutMillis: Math.min(3_000, timeout),
    query_timeout: timeout,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(command);
  } catch (error) {
    // The pooler is in the requested state already.
    if (error instanceof Error && /already|not paused/i.test(error.message)) return;
    throw new Error(`the pooler at ${address} does not ${command}`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}
