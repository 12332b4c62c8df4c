import { resolve4 } from "node:dns/promises";
import { Client } from "pg";
import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { statePort } from "../../contracts/proxyState";
import { authority } from "../shared/authority";
import { routedTo } from "./haproxyStats";

/** Every pooler of a database, through PgBouncer's console and the state of the route beside it. */
export class Poolers {
  constructor(
    private readonly at: DesiredDatabase["pooler"],
    private readonly password: string,
  ) {}

  /** Waits for the transactions under way, at most `patience` milliseconds. */
  async pause(patience: number): Promise<void> {
    await this.all("PAUSE", patience);
  }

  async reconnect(): Promise<void> {
    await this.all("RECONNECT");
  }

  async resume(): Promise<void> {
    await this.all("RESUME");
  }

  /** Whether every pooler's route sends writes to this member and to no other. */
  async routeTo(member: string): Promise<boolean> {
    const answers = await Promise.all(
      (await this.addresses()).map(async (address) => {
        const response = await fetch(`http://${address}:${statePort}/stats;csv`, {
          signal: AbortSignal.timeout(2_000),
        });
        return routedTo(await response.text());
      }),
    );
    return answers.every((servers) => servers.length === 1 && servers[0] === member);
  }

  private async all(command: "PAUSE" | "RECONNECT" | "RESUME", patience = 5_000): Promise<void> {
    await Promise.all((await this.addresses()).map((address) => this.command(address, command, patience)));
  }

  private async command(host: string, command: string, patience: number): Promise<void> {
    const { port, admin: user } = this.at;
    const client = new Client({
      host,
      port,
      user,
      password: this.password,
      database: "pgbouncer",
      // Each is asked by its address, and has the certificate of all of them.
      ssl: { ca: authority(), servername: this.at.host },
      connectionTimeoutMillis: 3_000,
      query_timeout: patience,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query(command);
    } catch (error) {
      // It already is in the state that was asked for.
      if (error instanceof Error && /already|not paused/i.test(error.message)) return;
      throw new Error(`the pooler at ${host} does not ${command}`, { cause: error });
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** None is a pooler less to ask: a database without poolers has no clients. */
  private async addresses(): Promise<string[]> {
    return resolve4(this.at.host).catch(() => []);
  }
}
