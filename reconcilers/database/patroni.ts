/** A member, as Patroni's `GET /cluster` lists it. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** Bytes behind the leader; unknown for the leader itself and for a member that does not answer. */
  readonly lag: number | undefined;
}

/** Patroni's HTTP API, at any member of one database. */
export class PatroniApi {
  constructor(
    private readonly members: Readonly<Record<string, string>>,
    private readonly user: string,
    private readonly password: string,
  ) {}

  async cluster(): Promise<Member[]> {
    const answer = (await this.ask("GET", "cluster")) as { members?: { name: string; role: string; state: string; lag?: number | string }[] };
    return (answer.members ?? []).map(({ name, role, state, lag }) => ({ name, role, state, lag: typeof lag === "number" ? lag : undefined }));
  }

  async configuration(): Promise<Record<string, unknown>> {
    return (await this.ask("GET", "config")) as Record<string, unknown>;
  }

  async patchConfiguration(patch: unknown): Promise<void> {
    await this.ask("PATCH", "config", patch);
  }

  async switchover(leader: string, candidate: string): Promise<void> {
    await this.ask("POST", "switchover", { leader, candidate }, 60_000);
  }

  /** The first member's answer: every member answers for the whole database. */
  private async ask(method: string, path: string, body?: unknown, timeout = 3_000): Promise<unknown> {
    const calls = Object.values(this.members);
    let last: unknown = new Error("no member is declared");
    for (const base of calls) {
      let response: Response;
      try {
        response = await fetch(`${base}/${path}`, {
          method,
          signal: AbortSignal.timeout(timeout),
          headers: {
            "content-type": "application/json",
            authorization: `Basic ${Buffer.from(`${this.user}:${this.password}`).toString("base64")}`,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch (error) {
        last = error;
        continue;
      }
      const text = await response.text();
      if (!response.ok) throw new Error(`Patroni refuses ${method} /${path}: ${response.status} ${text}`);
      return method === "GET" ? JSON.parse(text) : text;
    }
    throw new Error("no member answers", { cause: last });
  }
}
