import * as z from "zod";
import { Problem } from "../../lib/problem";
import type { GitHub, RetryPolicy } from "./client";
import { commentOf, outdatedComment, readReport } from "./report";
import { accessOf, type Given, type Settings, type Status, settingsOf } from "./settings";

/** The name of the commit status. */
export const context = "capacity review";

/** The options of `npm run review:comment`. */
export interface Options extends Given {
  /** The report; empty: standard input. */
  readonly file: string;
  readonly dryRun: boolean;
}

/**
 * Posts the report on a pull request, in one comment for all runs, and sets the status of the commit. Without a report,
 * it marks the earlier comment as outdated and fails.
 * @param print receives the result
 */
export async function reviewComment(
  options: Options,
  env: NodeJS.ProcessEnv = process.env,
  print: (line: string) => void = console.log,
  retries?: RetryPolicy,
): Promise<number> {
  const settings = settingsOf(options);
  const { owner, repo, pull, commit, status } = settings;
  const name = `${owner}/${repo}#${pull}`;
  const report = await readReport(options.file).catch((error: unknown) => {
    if (error instanceof Problem) return error;
    throw error;
  });
  if (options.dryRun) {
    if (report instanceof Problem) throw report;
    const statusText = status === undefined ? "" : ` and set the status of ${commit} to ${status}`;
    print(`${commentOf(report)}\nDry run: this would post the comment on ${name}${statusText}.`);
    return 0;
  }
  // Loaded here: a dry run, or a wrong option, does not need Octokit.
  const { GitHub: Client, standardRetries }: typeof import("./client") = require("./client");
  const { ownLogin, ReviewComments }: typeof import("./comment") = require("./comment");
  const policy = retries ?? standardRetries;
  const github = new Client(accessOf(env), policy);
  const head = await headOf(github, settings);
  let url: string | undefined;
  if (head === commit) {
    const author = settings.author ?? (await ownLogin(github));
    const comments = new ReviewComments(github, settings, author, policy.retries);
    if (report instanceof Problem) {
      const [old] = await comments.own();
      if (old !== undefined) url = (await comments.upsert(outdatedComment(old.body ?? "", commit))).url;
      if (url !== undefined) print(`marked as outdated: ${url}`);
    } else {
      const posted = await comments.upsert(commentOf(report));
      url = posted.url;
      print(`${posted.what}: ${url}`);
    }
  } else {
    // Another run reviews the new head. The check also keeps a report from being posted on a different pull request.
    print(`The head of ${name} is now ${head}; the report about ${commit} is not posted.`);
  }
  if (status !== undefined) {
    await (report instanceof Problem
      ? setStatus(github, settings, "failure", "The review produced no report.", url)
      : setStatus(github, settings, status, descriptions[status], url));
  }
  if (report instanceof Problem) throw report;
  return 0;
}

const descriptions: Readonly<Record<Status, string>> = {
  success: "No policy rejects the change.",
  failure: "A policy rejects the change, or the cluster cannot be planned.",
};

/** The commit that the pull request would merge. */
async function headOf(github: GitHub, { owner, repo, pull }: Settings): Promise<string> {
  const { head } = await github.request(
    {
      route: "GET /repos/{owner}/{repo}/pulls/{pull}",
      parameters: { owner, repo, pull },
      about: `pull request ${owner}/${repo}#${pull}`,
      needs: "pull-requests: write",
    },
    z.object({ head: z.object({ sha: z.string() }) }),
  );
  return head.sha;
}

/** Only the latest status of a context counts, so the request may be repeated. */
async function setStatus(
  github: GitHub,
  { owner, repo, commit }: Settings,
  state: Status,
  description: string,
  url: string | undefined,
): Promise<void> {
  await github.request(
    {
      route: "POST /repos/{owner}/{repo}/statuses/{commit}",
      parameters: {
        owner,
        repo,
        commit,
        state,
        context,
        description,
        ...(url === undefined ? {} : { target_url: url }),
      },
      about: `commit ${commit} of ${owner}/${repo}`,
      needs: "statuses: write",
    },
    z.object({ state: z.string() }),
  );
}
