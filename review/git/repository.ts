import { spawn } from "node:child_process";
import { once } from "node:events";
import { Problem } from "../../lib/problem";
import { CommandFailed, run } from "../../lib/run";

/** A git repository, asked from a folder in it. */
export class Repository {
  private constructor(
    private readonly folder: string,
    /** The folder's path in the repository, with a slash at its end; empty at its root. */
    private readonly prefix: string,
  ) {}

  /** @throws Problem where the folder is in no repository. */
  static async at(folder: string): Promise<Repository> {
    try {
      return new Repository(folder, (await run("git", ["rev-parse", "--show-prefix"], { cwd: folder })).trim());
    } catch (error) {
      if (error instanceof CommandFailed && error.reason.includes("ENOENT"))
        throw new Problem("git is not installed; a review compares two of its revisions.");
      throw new Problem(`${folder} is in no git repository; a review compares two of its revisions.`);
    }
  }

  /** The commit that a revision names. @throws Problem where there is none. */
  async commitOf(revision: string): Promise<string> {
    try {
      return (await this.git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`)).trim();
    } catch {
      const shallow = (await this.git("rev-parse", "--is-shallow-repository")).trim() === "true";
      throw new Problem(
        `git knows no revision ${revision}; ` +
          `${shallow ? "this clone is shallow: fetch more of it (git fetch --unshallow; fetch-depth: 0 in a workflow)" : "name a branch, a tag or a commit, or fetch it first"}.`,
      );
    }
  }

  /** Where two commits parted. @throws Problem where they have no common one. */
  async mergeBase(one: string, other: string): Promise<string> {
    try {
      return (await this.git("merge-base", one, other)).trim();
    } catch {
      throw new Problem(
        `${one.slice(0, 10)} and ${other.slice(0, 10)} have no commit in common; use base..head, or fetch more of the history.`,
      );
    }
  }

  /** Writes the files of a commit, those of this folder, into another one. */
  async extract(commit: string, into: string): Promise<void> {
    const archive = spawn("git", ["archive", "--format=tar", `${commit}:${this.prefix}`], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const tar = spawn("tar", ["-x", "-C", into], { stdio: ["pipe", "ignore", "pipe"] });
    // Where tar ends early, its own exit code and words tell.
    archive.stdout.pipe(tar.stdin).on("error", () => undefined);
    let errors = "";
    for (const child of [archive, tar]) child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const codes = await Promise.all([archive, tar].map(async (child) => Number((await once(child, "close"))[0])));
    if (codes.some((code) => code !== 0))
      throw new Problem(`the files of ${commit.slice(0, 10)} could not be read: ${errors.trim()}`);
  }

  private git(...args: string[]): Promise<string> {
    return run("git", args, { cwd: this.folder });
  }
}
