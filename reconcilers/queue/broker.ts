/** RabbitMQ's HTTP API, as far as the queue reconciler needs it. */
export class BrokerApi {
  constructor(
    private readonly base: string,
    private readonly user: string,
    private readonly password: string,
  ) {}

  /** The answer's body, or `undefined` where the broker knows no such thing. */
  async get(path: string): Promise<unknown> {
    const response = await this.send("GET", path);
    if (response.status === 404) return undefined;
    return response.json();
  }

  async put(path: string, body: unknown): Promise<void> {
    await this.send("PUT", path, body);
  }

  /** The answer's body, or `undefined` where it has none. */
  async post(path: string, body: unknown): Promise<unknown> {
    const text = await (await this.send("POST", path, body)).text();
    return text === "" ? undefined : JSON.parse(text);
  }

  async delete(path: string): Promise<void> {
    await this.send("DELETE", path);
  }

  /** Whether the broker takes this password of a user. */
  async accepts(user: string, password: string): Promise<boolean> {
    const response = await fetch(`${this.base}/api/whoami`, {
      headers: { authorization: basic(user, password) },
      signal: AbortSignal.timeout(5_000),
    });
    // A user who may not use this API is told so only after a right password.
    return response.ok || (await response.text()).includes("Not management user");
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.base}/api/${path}`, {
      method,
      headers: {
        authorization: basic(this.user, this.password),
        "content-type": "application/json",
      },
      signal: AbortSignal.timeout(5_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok || (response.status === 404 && (method === "GET" || method === "DELETE"))) return response;
    throw new Error(`${method} ${path}: the broker answered ${response.status} ${await response.text()}`);
  }
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
