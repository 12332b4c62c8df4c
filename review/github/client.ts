import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import * as z from "zod";
import { messageOf, Problem } from "../../lib/problem";
import type { Access } from "./settings";

export interface RetryPolicy {
  /** Retries after a lost answer or a server error (1, 4, 9, ... s later), and retries after a rate limit. */
  readonly retries: number;
  /** The longest wait that GitHub may ask for at a rate limit, in seconds. */
  readonly longestWait: number;
  /** Milliseconds of a second. Tests shorten it. @default 1,000 */
  readonly second?: number;
  /** Called before a wait that GitHub asks for, in seconds. */
  readonly onWait?: (seconds: number) => void;
  /** Further options of the throttling plugin. */
  readonly throttle?: object;
}

export const standardRetries: RetryPolicy = { retries: 4, longestWait: 120 };

/** A request, and what an error message says about it. */
export interface Call {
  /** `GET /repos/{owner}/{repo}/pulls/{pull}` */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What it is about: `pull request owner/name#7`. */
  readonly about: string;
  /** The permission that the token needs: `pull-requests: write`. */
  readonly needs: string;
}

/** A request that GitHub rejected, or that got no answer. */
export class ApiError extends Problem {
  constructor(
    message: string,
    /** 500 if there was no answer. */
    readonly status: number,
  ) {
    super(message);
  }
}

/**
 * GitHub announces secondary rate limits in several ways. The throttling plugin only recognizes those with the words
 * "secondary rate" in the message.
 */
const recognizeRateLimits = (octokit: Octokit) =>
  octokit.hook.error("request", (error) => {
    if (error instanceof Error && "status" in error && "response" in error) {
      const { status, response } = failureSchema.parse(error);
      const isPrimary = response?.headers["x-ratelimit-remaining"] === "0";
      const isLimit = response?.headers["retry-after"] !== undefined || /rate limit/i.test(error.message);
      if ((status === 429 || (status === 403 && isLimit)) && !isPrimary) error.message += " (secondary rate limit)";
    }
    throw error;
  });

const Client = Octokit.plugin(recognizeRateLimits, retry, throttling, paginateRest);

/** GitHub's REST API, with retries and paging by Octokit's plugins. */
export class GitHub {
  private readonly octokit;
  private readonly origin: string;

  constructor(
    { root, token }: Access,
    private readonly policy: RetryPolicy,
  ) {
    const { retries, second = 1_000, throttle } = policy;
    const onLimit = (retryAfter: number, _options: object, _octokit: object, retryCount: number) => {
      const isAllowed = retryAfter <= policy.longestWait && retryCount < retries;
      if (isAllowed) policy.onWait?.(retryAfter);
      return isAllowed;
    };
    this.origin = new URL(root).origin;
    this.octokit = new Client({
      auth: token,
      baseUrl: root,
      userAgent: "apture-review",
      request: { fetch: (url: string, init: RequestInit) => this.fetch(url, init) },
      retry: { retries, retryAfterBaseValue: second },
      throttle: { onRateLimit: onLimit, onSecondaryRateLimit: onLimit, retryAfterBaseValue: second, ...throttle },
    });
  }

  /** Sends a request that may be repeated. @throws ApiError */
  request<T>(call: Call, answer: z.ZodType<T>): Promise<T> {
    return this.send(call, answer, {});
  }

  /** Sends a request that must not be repeated if its answer is lost, such as a POST that creates something. */
  requestOnce<T>(call: Call, answer: z.ZodType<T>): Promise<T> {
    return this.send(call, answer, { retries: 0 });
  }

  /** All items of a list, page by page. */
  async *pages<T>(call: Call, item: z.ZodType<T>): AsyncGenerator<T> {
    try {
      for await (const { data } of this.octokit.paginate.iterator(call.route, { ...call.parameters })) {
        yield* validated(call, z.array(item), data);
      }
    } catch (error) {
      throw this.problemOf(error, call);
    }
  }

  /** Waits before the given retry. */
  async pause(retryCount: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, retryCount ** 2 * (this.policy.second ?? 1_000)));
  }

  private async send<T>(call: Call, answer: z.ZodType<T>, request: { retries?: number }): Promise<T> {
    try {
      const { data } = await this.octokit.request(call.route, { ...call.parameters, request });
      return validated(call, answer, data);
    } catch (error) {
      throw this.problemOf(error, call);
    }
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    // The token goes to no other host, whatever the link to the next page says.
    if (new URL(url).origin !== this.origin) throw new Problem(`GitHub refers to another host: ${url}`);
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(30_000) });
    // Octokit takes only 400 and above for an error.
    return response.status < 300 || response.status >= 400
      ? response
      : new Response(JSON.stringify({ message: `moved (${response.status})` }), {
          status: 410,
          headers: { "content-type": "application/json" },
        });
  }

  /** GitHub's "Best practices for using the REST API" and "Troubleshooting the REST API". */
  private problemOf(error: unknown, { about, needs }: Call): Error {
    if (!(error instanceof Error) || error instanceof Problem || !("status" in error)) {
      return error instanceof Error ? error : new Error(messageOf(error));
    }
    if (error.cause instanceof Problem) return error.cause;
    const failure = failureSchema.safeParse(error);
    if (!failure.success) return error;
    const { status, request, response } = failure.data;
    const name = `${request.method} ${new URL(request.url).pathname}`;
    if (response === undefined) {
      return new ApiError(`${name} got no answer: ${error.message}${this.triesText(request)}`, 500);
    }
    const reason = `${status}${response.data?.message ? `: ${response.data.message}` : ""}`;
    if (/secondary rate limit\)$/.test(error.message) || response.headers["x-ratelimit-remaining"] === "0") {
      return new ApiError(`${name} was answered ${reason}; GitHub asks to wait ${waitText(response.headers)}`, status);
    }
    if (status === 410) return new ApiError(`${about} has moved; use its new name.`, status);
    if (status === 401) return new ApiError(`GitHub rejects the token (${reason}); check GITHUB_TOKEN.`, status);
    if (status === 403)
      return new ApiError(`the token has no access to ${about} (${reason}); it needs ${needs}.`, status);
    if (status === 404) {
      const check = `check the name, and that the token has ${needs}`;
      return new ApiError(`${about} does not exist, or the token has no access to it (${reason}); ${check}.`, status);
    }
    return new ApiError(`${name} was answered ${reason}${this.triesText(request)}`, status);
  }

  private triesText({ request }: Failure["request"]): string {
    const tries = (request?.retryCount ?? 0) + 1;
    return tries > 1 ? `, ${tries} times` : "";
  }
}

/** An error of Octokit. Without a response, there was no answer. */
const failureSchema = z.object({
  status: z.number(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    request: z.object({ retryCount: z.number().optional() }).optional(),
  }),
  response: z
    .object({
      headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
      data: z.object({ message: z.string().optional() }).optional().catch(undefined),
    })
    .optional(),
});
type Failure = z.output<typeof failureSchema>;

function validated<T>({ route }: Call, answer: z.ZodType<T>, data: unknown): T {
  // An answer without content, such as that of a DELETE, is an empty text.
  const read = answer.safeParse(data === "" ? undefined : data);
  if (!read.success) throw new Problem(`the answer to ${route} is not GitHub's: ${z.prettifyError(read.error)}`);
  return read.data;
}

function waitText(headers: NonNullable<Failure["response"]>["headers"]): string {
  const after = Number(headers["retry-after"] ?? Number.NaN);
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  if (Number.isFinite(after)) return `${after} s`;
  return Number.isFinite(reset) ? `until ${new Date(reset * 1_000).toISOString()}` : "some time";
}
