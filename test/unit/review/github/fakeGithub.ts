import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string } | null;
}

/** Replaces the usual answer. */
export interface Script {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request takes effect although this answer is an error. */
  readonly done?: boolean;
}

/**
 * GitHub's REST API on loopback, as far as comments need it: one repository, `site/apture`, with one pull request, 7.
 */
export class FakeGithub {
  readonly comments: FakeComment[] = [];
  readonly statuses: unknown[] = [];
  /** In order: `POST /repos/site/apture/issues/7/comments`. */
  readonly requests: string[] = [];
  readonly tokens = new Set<string | undefined>();
  head = "a".repeat(40);
  /** The owner of the token; `undefined` for the token of a workflow. */
  login: string | undefined = "reviewer";
  /** The host of the next page, if it is another one. */
  nextRoot: string | undefined;
  /** Scripted answers by the beginning of `METHOD /path`. */
  private readonly scripts = new Map<string, Script[]>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get root(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answers(request: string, ...scripts: readonly Script[]): void {
    this.scripts.set(request, [...(this.scripts.get(request) ?? []), ...scripts]);
  }

  add(login: string | null, body: string): void {
    this.comments.push({ id: 1_000 + this.comments.length, body, user: login === null ? null : { login } });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const line = `${request.method} ${request.url}`;
    this.requests.push(line);
    this.tokens.add(request.headers.authorization);
    let text = "";
    for await (const part of request) text += String(part);
    const script = [...this.scripts].find(([start, left]) => line.startsWith(start) && left.length > 0)?.[1].shift();
    const usual =
      script === undefined || script.done === true ? this.usual(line, text === "" ? {} : JSON.parse(text)) : undefined;
    const {
      status,
      body,
      headers = {},
    } = script === undefined && usual !== undefined
      ? usual
      : { status: script?.status ?? 500, body: { message: script?.message ?? "" }, ...script };
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  private usual(
    line: string,
    sent: { readonly body?: string },
  ): { status: number; body?: unknown; headers?: Record<string, string> } {
    const repository = /\/repos\/site\/apture|\/repositories\/42/.source;
    const [, page] = new RegExp(`^GET (?:${repository})/issues/7/comments\\?per_page=100(?:&page=(\\d+))?$`).exec(
      line,
    ) ?? [line, "none"];
    const id = Number(/^(?:PATCH|DELETE) \/repos\/site\/apture\/issues\/comments\/(\d+)$/.exec(line)?.[1]);
    const found = this.comments.find((one) => one.id === id);
    if (line === "GET /user")
      return this.login === undefined
        ? { status: 403, body: { message: "Resource not accessible by integration" } }
        : { status: 200, body: { login: this.login } };
    if (line === "GET /repos/site/apture/pulls/7") return { status: 200, body: { head: { sha: this.head } } };
    if (page !== "none") return this.page(Number(page ?? 1));
    if (line === "POST /repos/site/apture/issues/7/comments") {
      this.add(this.login ?? "github-actions[bot]", sent.body ?? "");
      return { status: 201, body: this.shown(this.comments.at(-1)) };
    }
    if (line.startsWith("PATCH") && found !== undefined) {
      found.body = sent.body ?? "";
      return { status: 200, body: this.shown(found) };
    }
    if (line.startsWith("DELETE") && found !== undefined) {
      this.comments.splice(this.comments.indexOf(found), 1);
      return { status: 204 };
    }
    if (line.startsWith("POST /repos/site/apture/statuses/")) {
      this.statuses.push({ commit: line.split("/").at(-1), ...sent });
      return { status: 201, body: sent };
    }
    return { status: 404, body: { message: "Not Found" } };
  }

  /** Like GitHub, links contain the number of the repository. */
  private page(number: number): { status: number; body: unknown; headers: Record<string, string> } {
    const at = (page: number) =>
      `<${this.nextRoot ?? this.root}/repositories/42/issues/7/comments?per_page=100&page=${page}>`;
    const last = Math.ceil(this.comments.length / 100);
    const links = [
      ...(number > 1 ? [`${at(1)}; rel="first"`] : []),
      ...(number < last ? [`${at(number + 1)}; rel="next"`, `${at(last)}; rel="last"`] : []),
    ];
    return {
      status: 200,
      body: this.comments.slice((number - 1) * 100, number * 100).map((one) => this.shown(one)),
      headers: links.length === 0 ? {} : { link: links.join(", ") },
    };
  }

  private shown(comment: FakeComment | undefined): unknown {
    return { ...comment, html_url: `https://github.example/site/apture/pull/7#issuecomment-${comment?.id}` };
  }
}
