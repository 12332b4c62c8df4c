/** The part of RabbitMQ's HTTP API that the queue reconciler uses. */
export class BrokerApi {
  constructor(
    private readonly base: string,
    private readonly user: string,
    private readonly password: string,
  ) {}

  /** The body of the response, or `undefined` for 404. */
  async get(path: string): Promise<unknown> {
    const response = await this.send("GET", path);
    if (response.status === 404) return undefined;
    return response.json();
  }

  async put(path: string, body: unknown): Promise<void> {
    await this.send("PUT", path, body);
  }

  /** The body of the response, or `undefined` if it is empty. */
  async post(path: string, body: unknown): Promise<unknown> {
    const text = await (await this.send("POST", path, body)).text();
    return text === "" ? undefined : JSON.parse(text);
  }

  async delete(path: string): Promise<void> {
    await this.send("DELETE", path);
  }

  /** Whether the broker accepts a user's password. */
  async accepts(user: string, password: string): Promise<boolean> {
    const response = await fetch(`${this.base}/api/whoami`, {
      headers: { authorization: basic(user, password) },
      signal: AbortSignal.timeout(5_000),
    });
    // A user without access to this API gets this message only for the right password.
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
