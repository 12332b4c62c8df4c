import * as z from "zod";
import { Problem } from "../../lib/problem";
import { TransientError } from "./retry";

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

/** GitHub understood, and refuses. */
export class ApiError extends Problem {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export const named = ({ method, path }: Pick<Call, "method" | "path">): string => `${method} ${path}`;

/** What a text says, or `undefined` where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What went wrong, by GitHub's "Best practices for using the REST API" and "Troubleshooting the REST API". */
export function fault({ status, headers }: Response, text: string, call: Call): Error {
  const read = z.object({ message: z.string() }).safeParse(jsonOf(text));
  const said = `${status}${read.success ? `: ${read.data.message}` : ""}`;
  if (status >= 500) return new TransientError(`${named(call)} was answered ${said}`);
  const spent = headers.get("x-ratelimit-remaining") === "0";
  if (status === 429 || (status === 403 && (headers.has("retry-after") || spent || /rate limit/i.test(said)))) {
    return new TransientError(`${named(call)} was answered ${said}`, pause(headers, spent));
  }
  if (status >= 300 && status < 400)
    return new ApiError(`${call.about} has moved (${said}); use its new name.`, status);
  if (status === 401) return new ApiError(`GitHub does not accept the token (${said}); check GITHUB_TOKEN.`, status);
  if (status === 403)
    return new ApiError(`the token has no right to ${call.about} (${said}); it needs ${call.needs}.`, status);
  if (status === 404) {
    const check = `check the name, and that the token has ${call.needs}`;
    return new ApiError(`there is no ${call.about}, or the token may not see it (${said}); ${check}.`, status);
  }
  return new ApiError(`${named(call)} was answered ${said}`, status);
}

/** Milliseconds that GitHub asks to be left alone: a minute where it does not say. */
function pause(headers: Headers, spent: boolean): number {
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(after)) return after * 1_000;
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN) * 1_000;
  return spent && Number.isFinite(reset) ? Math.max(0, reset - Date.now()) : 60_000;
}
