import { Problem } from "../../lib/problem";

/** The options of the command line. */
export interface Given {
  readonly repository: string;
  readonly pull: string;
  readonly commit: string;
  /** Empty: set no status. */
  readonly status: string;
  /** Empty: the owner of the token. */
  readonly author: string;
}

export interface Settings {
  readonly owner: string;
  readonly repo: string;
  readonly pull: number;
  /** All 40 digits. */
  readonly commit: string;
  readonly status: Status | undefined;
  readonly author: string | undefined;
}

export const statuses = ["success", "failure"] as const;
export type Status = (typeof statuses)[number];

/** How to reach GitHub. */
export interface Access {
  /** Root of the REST API, without a trailing slash. */
  readonly root: string;
  readonly token: string;
}

/** @throws Problem with all errors */
export function settingsOf({ repository, pull, commit, status, author }: Given): Settings {
  const known = statuses.find((one) => one === status);
  throwIfAny([
    [!/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/.test(repository), `--repository is "${repository}"; use owner/name.`],
    [!/^[1-9]\d{0,9}$/.test(pull), `--pull is "${pull}"; use the number of a pull request.`],
    [!/^[0-9a-f]{40}$/.test(commit), `--commit is "${commit}"; use all 40 digits of the reviewed commit.`],
    [status !== "" && known === undefined, `--status is "${status}"; use ${statuses.join(" or ")}, or omit it.`],
  ]);
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo, pull: Number(pull), commit, status: known, author: author === "" ? undefined : author };
}

/** @throws Problem with all errors; none contains the token */
export function accessOf(env: NodeJS.ProcessEnv): Access {
  const token = (env["GITHUB_TOKEN"] ?? "").trim();
  const url = env["GITHUB_API_URL"] ?? "https://api.github.com";
  const root = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = root !== undefined && ["127.0.0.1", "[::1]", "localhost"].includes(root.hostname);
  throwIfAny([
    [
      token === "",
      "GITHUB_TOKEN is missing; use a token that may write comments (pull-requests: write) and statuses (statuses: " +
        "write).",
    ],
    [/[^\x21-\x7e]/.test(token), "GITHUB_TOKEN contains a space or a line break; use the token alone."],
    // Over http, anyone on the network could read the token.
    [
      root === undefined || !(root.protocol === "https:" || (isLocal && root.protocol === "http:")),
      `GITHUB_API_URL is "${url}"; use an https:// address.`,
    ],
  ]);
  return { root: url.replace(/\/+$/, ""), token };
}

function throwIfAny(checks: readonly (readonly [boolean, string])[]): void {
  const problems = checks.flatMap(([isWrong, problem]) => (isWrong ? [problem] : []));
  if (problems.length > 0) throw new Problem(problems.join("\n"));
}
