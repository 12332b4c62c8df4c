/** A member in the list of Patroni's `GET /cluster`. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** Bytes behind the leader; unknown for the leader itself and for a member that does not answer. */
  readonly lag: number | undefined;
  /** A changed setting takes effect only after a restart. */
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
    const answer: unknown = JSON.parse(await this.request("GET", "cluster"));
    const listed: unknown = isBlock(answer) ? answer["members"] : undefined;
    const members = (Array.isArray(listed) ? listed : []).filter(isBlock).map((member) => ({
      name: String(member["name"]),
      role: String(member["role"]),
      state: String(member["state"]),
      lag: typeof member["lag"] === "number" ? member["lag"] : undefined,
      pendingRestart: member["pending_restart"] === true,
    }));
    // The list is up to 5 s old (`loop_wait`), and `up` waits for a new replica to stream.
    return Promise.all(
      members.map(async (member) => ((await this.streamsByNow(member)) ? { ...member, state: "streaming" } : member)),
    );
  }

  /** Whether a replica that is listed as running reports by itself that it streams. */
  private async streamsByNow({ name, role, state }: Member): Promise<boolean> {
    if (role === "leader" || state !== "running" || !(name in this.members)) return false;
    const answer: unknown = await this.send("GET", `${this.addressOf(name)}/patroni`).then(
      (response) => response.json(),
      () => undefined,
    );
    return isBlock(answer) && answer["replication_state"] === "streaming";
  }

  async configuration(): Promise<Record<string, unknown>> {
    const answer: unknown = JSON.parse(await this.request("GET", "config"));
    return isBlock(answer) ? answer : {};
  }

  async patchConfiguration(patch: unknown): Promise<void> {
    await this.request("PATCH", "config", patch);
  }

  /** Whether a member reports that it leads. */
  async leads(member: string): Promise<boolean> {
    const response = await this.send("OPTIONS", `${this.addressOf(member)}/primary`);
    return response.ok;
  }

  /**
   * Sends the request to the leader, which acts at once; through another member it would wait for the leader's next
   * cycle (5 s).
   */
  async switchover(leader: string, candidate: string): Promise<void> {
    const response = await this.send("POST", `${this.addressOf(leader)}/switchover`, { leader, candidate }, 60_000);
    await bodyOf(response, `POST ${leader}/switchover`);
  }

  /** Restarts a member's PostgreSQL if a changed setting requires it. */
  async restart(member: string): Promise<void> {
    const response = await this.send("POST", `${this.addressOf(member)}/restart`, { restart_pending: true }, 120_000);
    await bodyOf(response, `POST ${member}/restart`);
  }

  /** Returns the answer of the first member that responds: each can answer for the whole database. */
  private async request(method: string, path: string, body?: unknown): Promise<string> {
    let last: unknown = new Error("no member is declared");
    for (const base of Object.values(this.members)) {
      let response: Response;
      try {
        response = await this.send(method, `${base}/${path}`, body);
      } catch (error) {
        last = error;
        continue;
      }
      return bodyOf(response, `${method} /${path}`);
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

/** @throws Error if the response is not a success. */
async function bodyOf(response: Response, request: string): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Patroni answered ${request} with ${response.status}: ${text}`);
  return text;
}

const isBlock = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
