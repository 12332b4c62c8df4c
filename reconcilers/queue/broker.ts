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

  async delete(path: string): Promise<void> {
    await this.send("DELETE", path);
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.base}/api/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${this.user}:${this.password}`).toString("base64")}`,
        "content-type": "application/json",
      },
      signal: AbortSignal.timeout(5_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok || (response.status === 404 && method !== "PUT")) return response;
    throw new Error(`${method} ${path}: the broker answered ${response.status} ${await response.text()}`);
  }
}
