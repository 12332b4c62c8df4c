import * as z from "zod";
import { marker } from "./body";
import { ApiError } from "./errors";
import type { GitHub } from "./github";
import { type RetryPolicy, withRetry } from "./retry";

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string(),
  // Whoever left GitHub is nobody.
  user: z.object({ login: z.string() }).nullish(),
});
type Comment = z.output<typeof comment>;

export interface Upserted {
  readonly what: "posted" | "updated" | "left as it was";
  readonly url: string;
}

/** Whom a workflow's own token belongs to: it is of an app, which may not ask who it is. */
const workflowBot = "github-actions[bot]";

/** The login of the token's owner. */
export async function ownLogin(github: GitHub): Promise<string> {
  const call = { method: "GET", path: "/user", about: "the token's user", needs: "a user" } as const;
  try {
    return (await github.repeat(call, z.object({ login: z.string() }))).login;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return workflowBot;
    throw error;
  }
}

/**
 * Makes the pull request have exactly one comment of ours, with this text. Ours is what `author` wrote and begins with the marker: others may
 * quote it. A post without an answer may have been made, so the comments are read again before the next try.
 */
export function upsert(
  github: GitHub,
  patience: RetryPolicy,
  repository: string,
  pull: number,
  author: string,
  body: string,
): Promise<Upserted> {
  const rights = { about: `comments of ${repository}#${pull}`, needs: "pull-requests: write" };
  const at = (id: number) => `/repos/${repository}/issues/comments/${id}`;
  return withRetry(patience, async () => {
    const own: Comment[] = [];
    for await (const one of github.all(
      { method: "GET", path: `/repos/${repository}/issues/${pull}/comments?per_page=100`, ...rights },
      comment,
    )) {
      if (one.user?.login === author && one.body?.startsWith(marker)) own.push(one);
    }
    const [first, ...surplus] = own;
    if (first === undefined) {
      const made = await github.once(
        { method: "POST", path: `/repos/${repository}/issues/${pull}/comments`, body: { body }, ...rights },
        comment,
      );
      return { what: "posted", url: made.html_url };
    }
    // Two runs at the same moment may have posted one each.
    for (const { id } of surplus) await github.once({ method: "DELETE", path: at(id), ...rights }, z.undefined());
    if (sameText(first.body, body)) return { what: "left as it was", url: first.html_url };
    const changed = await github.once({ method: "PATCH", path: at(first.id), body: { body }, ...rights }, comment);
    return { what: "updated", url: changed.html_url };
  });
}

/** GitHub keeps line ends as they came from whatever client, and trims. */
const sameText = (a: string | null | undefined, b: string) => a?.replaceAll("\r\n", "\n").trim() === b.trim();
