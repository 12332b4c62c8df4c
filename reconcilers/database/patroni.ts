/** A member, as Patroni's `GET /cluster` lists it. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** Bytes behind the leader; unknown for the leader itself and for a member that does not answer. */
  readonly lag: number | undefined;
  /** A setting was changed that only a restart brings into effect. */
  readonly pendingRestart: boolean;
}

/** Patroni's HTTP API, at the members of one database. */
export class PatroniApi {
  constructor(
    private readonly members: Readonly<Record<string, string>>,
    private readonly user: string,
    private readonly password: string,
  ) {}

  async cluster(): Promise<Member[]> {
    const answer: unknown = JSON.parse(await this.ask("GET", "cluster"));
    const listed: unknown = isBlock(answer) ? answer["members"] : undefined;
    const members = (Array.isArray(listed) ? listed : []).filter(isBlock).map((member) => ({
      name: String(member["name"]),
      role: String(member["role"]),
      state: String(member["state"]),
      lag: typeof member["lag"] === "number" ? member["lag"] : undefined,
      pendingRestart: member["pending_restart"] === true,
    }));
    // The list is as old as each member's last round (5 s), and `up` waits for a new replica to stream.
    return Promise.all(
      members.map(async (member) =>
        (await this.hasBegunToStream(member)) ? { ...member, state: "streaming" } : member,
      ),
    );
  }

  /** Whether a replica that is listed as running says of itself that it streams by now. */
  private async hasBegunToStream({ name, role, state }: Member): Promise<boolean> {
    if (role === "leader" || state !== "running" || !(name in this.members)) return false;
    const answer: unknown = await this.send("GET", `${this.addressOf(name)}/patroni`).then(
      (response) => response.json(),
      () => undefined,
    );
    return isBlock(answer) && answer["replication_state"] === "streaming";
  }

  async configuration(): Promise<Record<string, unknown>> {
    const answer: unknown = JSON.parse(await this.ask("GET", "config"));
    return isBlock(answer) ? answer : {};
  }

  async patchConfiguration(patch: unknown): Promise<void> {
    await this.ask("PATCH", "config", patch);
  }

  /** Whether a member says of itself that it leads. */
  async leads(member: string): Promise<boolean> {
    const response = await this.send("OPTIONS", `${this.addressOf(member)}/primary`);
    return response.ok;
  }

  /** Asks the leader itself, which acts at once; another member would write the wish down, and the leader find it in its next round (5 s). */
  async switchover(leader: string, candidate: string): Promise<void> {
    const response = await this.send("POST", `${this.addressOf(leader)}/switchover`, { leader, candidate }, 60_000);
    await refuse(response, `POST ${leader}/switchover`);
  }

  /** Restarts a member's PostgreSQL if a changed setting waits for it. */
  async restart(member: string): Promise<void> {
    const response = await this.send("POST", `${this.addressOf(member)}/restart`, { restart_pending: true }, 120_000);
    await refuse(response, `POST ${member}/restart`);
  }

  /** The answer of the first member that has one: every member answers for the whole database. */
  private async ask(method: string, path: string, body?: unknown): Promise<string> {
    let last: unknown = new Error("no member is declared");
    for (const base of Object.values(this.members)) {
      let response: Response;
      try {
        response = await this.send(method, `${base}/${path}`, body);
      } catch (error) {
        last = error;
        continue;
      }
      return refuse(response, `${method} /${path}`);
    }
    throw new Error("no member answers", { cause: last });
  }

  private send(method: string, url: string, body?: unknown, timeout = 3_000): Promise<Response> {
    return fetch(url, {
      method,
      signal: AbortSignal.timeout(timeout),
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(`${this.user}:${this.password}`).toString("base64")}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private addressOf(member: string): string {
    const base = this.members[member];
    if (base === undefined) throw new Error(`${member} is not a declared member`);
    return base;
  }
}

async function refuse(response: Response, what: string): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Patroni refuses ${what}: ${response.status} ${text}`);
  return text;
}

const isBlock = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
