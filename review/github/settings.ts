import { Problem } from "../../lib/problem";

/** What the command line and the environment say. */
export interface Given {
  readonly repository: string;
  readonly pull: string;
  readonly commit: string;
  /** Empty: no status is set. */
  readonly status: string;
  /** Empty: whoever the token belongs to. */
  readonly author: string;
}

export interface Settings {
  /** `owner/name` */
  readonly repository: string;
  readonly pull: number;
  /** All 40 digits. */
  readonly commit: string;
  readonly status: Status | undefined;
  readonly author: string | undefined;
}

export const statuses = ["success", "failure"] as const;
export type Status = (typeof statuses)[number];

/** Where and as whom to speak to GitHub. */
export interface Access {
  /** Root of the REST API, without a slash at the end. */
  readonly root: string;
  readonly token: string;
}

/** @throws Problem with everything that is wrong. */
export function settingsOf({ repository, pull, commit, status, author }: Given): Settings {
  const known = statuses.find((one) => one === status);
  refuse([
    [!/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/.test(repository), `--repository is "${repository}"; use owner/name.`],
    [!/^[1-9]\d{0,9}$/.test(pull), `--pull is "${pull}"; use the number of a pull request.`],
    [
      !/^[0-9a-f]{40}$/.test(commit),
      `--commit is "${commit}"; use the 40 digits of the commit that the report is about.`,
    ],
    [status !== "" && known === undefined, `--status is "${status}"; use ${statuses.join(" or ")}, or leave it out.`],
  ]);
  return { repository, pull: Number(pull), commit, status: known, author: author === "" ? undefined : author };
}

/** @throws Problem with everything that is wrong; the token is in none of it. */
export function accessOf(env: NodeJS.ProcessEnv): Access {
  const token = (env["GITHUB_TOKEN"] ?? "").trim();
  const url = env["GITHUB_API_URL"] ?? "https://api.github.com";
  const root = URL.canParse(url) ? new URL(url) : undefined;
  const local = root !== undefined && ["127.0.0.1", "[::1]", "localhost"].includes(root.hostname);
  refuse([
    [
      token === "",
      "GITHUB_TOKEN is missing; use a token that may write comments (pull-requests: write) and statuses (statuses: write).",
    ],
    [/[^\x21-\x7e]/.test(token), "GITHUB_TOKEN has a blank or a line end within; use the token alone."],
    // Elsewhere everybody on the way could read the token.
    [
      root === undefined || !(root.protocol === "https:" || (local && root.protocol === "http:")),
      `GITHUB_API_URL is "${url}"; use an https:// address.`,
    ],
  ]);
  return { root: url.replace(/\/+$/, ""), token };
}

function refuse(checks: readonly (readonly [boolean, string])[]): void {
  const problems = checks.flatMap(([wrong, problem]) => (wrong ? [problem] : []));
  if (problems.length > 0) throw new Problem(problems.join("\n"));
}
