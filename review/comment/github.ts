import * as z from "zod";
import { Problem } from "../../toolchain/setup/problem";
import { type Patience, Passing, persist } from "./retry";
import type { Access } from "./settings";

/** GitHub understood, and refuses. */
export class Refused extends Problem {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** What is asked for, and what to tell the reader where it is refused. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the root: `/repos/owner/name/pulls/7`. */
  readonly path: string;
  readonly body?: unknown;
  /** What it is about: `owner/name#7`. */
  readonly about: string;
  /** The permission that the token needs: `pull-requests: write`. */
  readonly needs: string;
}

/**
 * GitHub's REST API over Node's own fetch. Octokit does as much, with four packages (core, pagination, retries, rate limits) that exist as ES
 * modules only; this project, its tests included, is CommonJS.
 */
export class GitHub {
  constructor(
    private readonly access: Access,
    private readonly patience: Patience,
  ) {}

  /** Asks until there is an answer: for what may be asked twice. */
  repeat<T>(call: Call, answer: z.ZodType<T>): Promise<T> {
    return persist(this.patience, () => this.once(call, answer));
  }

  /**
   * Asks once.
   * @throws Passing where nobody knows what has become of it, or GitHub wants to be left alone for a while; Refused.
   */
  async once<T>(call: Call, answer: z.ZodType<T>): Promise<T> {
    return (await this.ask(this.access.root + call.path, call, answer)).value;
  }

  /** Every item of a list, page after page. */
  async *all<T>(call: Call, item: z.ZodType<T>): AsyncGenerator<T> {
    let url: string | undefined = this.access.root + call.path;
    while (url !== undefined) {
      const at: string = url;
      const page: Answer<T[]> = await persist(this.patience, () => this.ask(at, call, z.array(item)));
      yield* page.value;
      url = page.next;
      // The token goes where the reader sent it, and nowhere else.
      if (url !== undefined && new URL(url).origin !== new URL(this.access.root).origin) {
        throw new Problem(`the next page of ${call.path} is elsewhere, at ${url}`);
      }
    }
  }

  private async ask<T>(url: string, call: Call, answer: z.ZodType<T>): Promise<Answer<T>> {
    const response = await this.reach(url, call);
    const text = await response.text().catch((error: unknown) => {
      throw new Passing(`${named(call)} broke off: ${String(error)}`);
    });
    if (!response.ok) throw fault(response, text, call);
    const read = answer.safeParse(text === "" ? undefined : jsonOf(text));
    if (!read.success) throw new Problem(`${named(call)} has an answer that is not GitHub's: ${z.prettifyError(read.error)}`);
    return { value: read.data, next: nextPage(response.headers.get("link")) };
  }

  private async reach(url: string, { method, body, ...call }: Call): Promise<Response> {
    try {
      return await fetch(url, {
        method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${this.access.token}`,
          "content-type": "application/json",
          "user-agent": "apture-review",
          "x-github-api-version": "2022-11-28",
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "manual",
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      // fetch says "fetch failed", and why in the cause.
      const why = typeof error === "object" && error !== null && "cause" in error ? error.cause : error;
      throw new Passing(`${named({ method, ...call })} has no answer: ${String(why)}`);
    }
  }
}

interface Answer<T> {
  readonly value: T;
  /** Address of the next page. */
  readonly next: string | undefined;
}

const named = ({ method, path }: Call) => `${method} ${path}`;

/** The page that a Link header calls next: `<https://...?page=2>; rel="next", <...>; rel="last"`. */
export function nextPage(link: string | null): string | undefined {
  return /<([^>]+)>\s*;[^,]*\brel="?next\b/.exec(link ?? "")?.[1];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What went wrong, by GitHub's "Best practices for using the REST API" and "Troubleshooting the REST API". */
function fault({ status, headers }: Response, text: string, call: Call): Error {
  const read = z.object({ message: z.string() }).safeParse(jsonOf(text));
  const said = `${status}${read.success ? `: ${read.data.message}` : ""}`;
  if (status >= 500) return new Passing(`${named(call)} was answered ${said}`);
  const spent = headers.get("x-ratelimit-remaining") === "0";
  if (status === 429 || (status === 403 && (headers.has("retry-after") || spent || /rate limit/i.test(said)))) {
    return new Passing(`${named(call)} was answered ${said}`, pause(headers, spent));
  }
  if (status >= 300 && status < 400) return new Refused(`${call.about} has moved (${said}); use its new name.`, status);
  if (status === 401) return new Refused(`GitHub does not accept the token (${said}); check GITHUB_TOKEN.`, status);
  if (status === 403) return new Refused(`the token has no right to ${call.about} (${said}); it needs ${call.needs}.`, status);
  if (status === 404) {
    const check = `check the name, and that the token has ${call.needs}`;
    return new Refused(`there is no ${call.about}, or the token may not see it (${said}); ${check}.`, status);
  }
  return new Refused(`${named(call)} was answered ${said}`, status);
}

/** Milliseconds that GitHub asks to be left alone: a minute where it does not say. */
function pause(headers: Headers, spent: boolean): number {
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(after)) return after * 1_000;
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN) * 1_000;
  return spent && Number.isFinite(reset) ? Math.max(0, reset - Date.now()) : 60_000;
}
