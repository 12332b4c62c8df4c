import * as z from "zod";
import { ApiError, type Call, type GitHub } from "./client";
import { marker } from "./report";
import type { Settings } from "./settings";

const commentSchema = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string(),
  // Deleted users are null.
  user: z.object({ login: z.string() }).nullish(),
});
export type Comment = z.output<typeof commentSchema>;

export interface Upserted {
  readonly what: "posted" | "updated" | "unchanged";
  readonly url: string;
}

/** The review's comments on a pull request. */
export class ReviewComments {
  private readonly call: Omit<Call, "route">;
  private readonly pull: number;

  constructor(
    private readonly github: GitHub,
    { owner, repo, pull }: Settings,
    /** The login of the comments' author. */
    private readonly author: string,
    private readonly retries: number,
  ) {
    this.pull = pull;
    this.call = {
      parameters: { owner, repo },
      about: `comments of ${owner}/${repo}#${pull}`,
      needs: "pull-requests: write",
    };
  }

  /** The comments by the author that begin with the marker. Others may quote it. */
  async own(): Promise<Comment[]> {
    const list = "GET /repos/{owner}/{repo}/issues/{pull}/comments";
    const found: Comment[] = [];
    for await (const comment of this.github.pages(
      this.request(list, { pull: this.pull, per_page: 100 }),
      commentSchema,
    )) {
      if (comment.user?.login === this.author && comment.body?.startsWith(marker)) found.push(comment);
    }
    return found;
  }

  /** Leaves exactly one comment, with this text. */
  async upsert(body: string): Promise<Upserted> {
    for (let tries = 1; ; tries++) {
      const [first, ...surplus] = await this.own();
      if (first !== undefined) return this.update(first, surplus, body);
      try {
        const create = this.request("POST /repos/{owner}/{repo}/issues/{pull}/comments", { pull: this.pull, body });
        const { html_url: url } = await this.github.requestOnce(create, commentSchema);
        return { what: "posted", url };
      } catch (error) {
        // GitHub may have created the comment although the answer was lost. The next round looks for it.
        if (!(error instanceof ApiError) || error.status < 500 || tries > this.retries) throw error;
        await this.github.pause(tries);
      }
    }
  }

  private async update(first: Comment, surplus: readonly Comment[], body: string): Promise<Upserted> {
    // Two concurrent runs may have posted one comment each.
    for (const { id } of surplus) await this.delete(id);
    if (isSameText(first.body, body)) return { what: "unchanged", url: first.html_url };
    const change = this.request("PATCH /repos/{owner}/{repo}/issues/comments/{id}", { id: first.id, body });
    const { html_url: url } = await this.github.request(change, commentSchema);
    return { what: "updated", url };
  }

  private async delete(id: number): Promise<void> {
    try {
      await this.github.request(
        this.request("DELETE /repos/{owner}/{repo}/issues/comments/{id}", { id }),
        z.undefined(),
      );
    } catch (error) {
      // A retry after a lost answer finds the comment deleted.
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
  }

  private request(route: string, parameters: Readonly<Record<string, unknown>>): Call {
    return { ...this.call, route, parameters: { ...this.call.parameters, ...parameters } };
  }
}

/** GitHub preserves the line ends of the client and trims the text. */
const isSameText = (one: string | null | undefined, other: string) =>
  one?.replaceAll("\r\n", "\n").trim() === other.trim();

/** The owner of a workflow's token. It is an app, which may not request its own name. */
const workflowBot = "github-actions[bot]";

/** The login of the token's owner. */
export async function ownLogin(github: GitHub): Promise<string> {
  try {
    const call = { route: "GET /user", about: "the token's user", needs: "a user" };
    return (await github.request(call, z.object({ login: z.string() }))).login;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return workflowBot;
    throw error;
  }
}
