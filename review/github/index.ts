import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { bodyOf } from "./body";
import { GitHub } from "./github";
import { reportOf } from "./report";
import type { RetryPolicy } from "./retry";
import { accessOf, type Given, type Settings, type Status, settingsOf } from "./settings";
import { ownLogin, upsert } from "./upsert";

/** The name of the status, beside those of other checks. */
export const context = "capacity review";

/** Faults for a quarter of a minute, or waits of two minutes where GitHub asks for them. */
const fiveTries: RetryPolicy = { attempts: 5, first: 1_000, longest: 120_000, wait: setTimeout };

/** What `npm run review:comment` takes. */
export interface Options extends Given {
  /** Where the report is; empty: standard input. */
  readonly file: string;
  readonly dryRun: boolean;
}

/**
 * Makes a pull request show the report, in one comment whatever the number of runs, and sets the status of its commit.
 * @param print takes what the reader is told
 */
export async function reviewComment(
  options: Options,
  env: NodeJS.ProcessEnv = process.env,
  print: (line: string) => void = console.log,
  patience: RetryPolicy = fiveTries,
): Promise<number> {
  const settings = settingsOf(options);
  const body = bodyOf(await reportOf(options.file));
  if (options.dryRun) {
    const status = settings.status === undefined ? "" : `, and ${settings.status} the status of ${settings.commit}`;
    print(`${body}\nNothing is sent: this would be the comment on ${settings.repository}#${settings.pull}${status}.`);
    return 0;
  }
  const github = new GitHub(accessOf(env), patience);
  const head = await headOf(github, settings);
  let url: string | undefined;
  if (head === settings.commit) {
    const posted = await upsert(
      github,
      patience,
      settings.repository,
      settings.pull,
      settings.author ?? (await ownLogin(github)),
      body,
    );
    url = posted.url;
    print(`${posted.what}: ${url}`);
  } else {
    // Another run is for what was pushed since. And who can hand over a report cannot have it shown at somebody else's pull request.
    print(
      `${settings.repository}#${settings.pull} is at ${head} by now; a report about ${settings.commit} is not posted.`,
    );
  }
  if (settings.status !== undefined) await setStatus(github, settings, settings.status, url);
  return 0;
}

/** The commit that the pull request asks to merge. */
async function headOf(github: GitHub, { repository, pull }: Settings): Promise<string> {
  const rights = { about: `pull request ${repository}#${pull}`, needs: "pull-requests: write" };
  const { head } = await github.repeat(
    { method: "GET", path: `/repos/${repository}/pulls/${pull}`, ...rights },
    z.object({ head: z.object({ sha: z.string() }) }),
  );
  return head.sha;
}

/** The latest of a context counts, so that setting it twice is setting it once. */
async function setStatus(
  github: GitHub,
  { repository, commit }: Settings,
  state: Status,
  url: string | undefined,
): Promise<void> {
  const description =
    state === "success" ? "No policy is violated." : "A policy is violated, or the cluster cannot be planned.";
  await github.repeat(
    {
      method: "POST",
      path: `/repos/${repository}/statuses/${commit}`,
      body: { state, context, description, ...(url === undefined ? {} : { target_url: url }) },
      about: `commit ${commit} of ${repository}`,
      needs: "statuses: write",
    },
    z.object({ state: z.string() }),
  );
}
