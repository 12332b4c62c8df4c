import * as z from "zod";
import { Problem } from "../../lib/problem";
import { type Call, fault, jsonOf, named } from "./errors";
import { type RetryPolicy, TransientError, withRetry } from "./retry";
import type { Access } from "./settings";

/**
 * GitHub's REST API over Node's own fetch. Octokit does as much, with four packages (core, pagination, retries, rate limits) that exist as ES
 * modules only; this project, its tests included, is CommonJS.
 */
export class GitHub {
  constructor(
    private readonly access: Access,
    private readonly patience: RetryPolicy,
  ) {}

  /** Asks until there is an answer: for what may be asked twice. */
  repeat<T>(call: Call, answer: z.ZodType<T>): Promise<T> {
    return withRetry(this.patience, () => this.once(call, answer));
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
      const page: Answer<T[]> = await withRetry(this.patience, () => this.ask(at, call, z.array(item)));
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
      throw new TransientError(`${named(call)} broke off: ${String(error)}`);
    });
    if (!response.ok) throw fault(response, text, call);
    const read = answer.safeParse(text === "" ? undefined : jsonOf(text));
    if (!read.success)
      throw new Problem(`${named(call)} has an answer that is not GitHub's: ${z.prettifyError(read.error)}`);
    return { value: read.data, next: nextPage(response.headers.get("link")) };
  }

  private async reach(url: string, call: Call): Promise<Response> {
    try {
      return await fetch(url, {
        method: call.method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${this.access.token}`,
          "content-type": "application/json",
          "user-agent": "apture-review",
          "x-github-api-version": "2022-11-28",
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        redirect: "manual",
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      // fetch says "fetch failed", and why in the cause.
      const why = typeof error === "object" && error !== null && "cause" in error ? error.cause : error;
      throw new TransientError(`${named(call)} has no answer: ${String(why)}`);
    }
  }
}

interface Answer<T> {
  readonly value: T;
  /** Address of the next page. */
  readonly next: string | undefined;
}

/** The page that a Link header calls next: `<https://...?page=2>; rel="next", <...>; rel="last"`. */
export function nextPage(link: string | null): string | undefined {
  return /<([^>]+)>\s*;[^,]*\brel="?next\b/.exec(link ?? "")?.[1];
}
