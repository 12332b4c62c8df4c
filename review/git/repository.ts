import { spawn } from "node:child_process";
import { once } from "node:events";
import { Problem } from "../../lib/problem";
import { CommandFailed, run } from "../../lib/run";

/** The two revisions of a review, as named on the command line. */
export interface Range {
  /** A revision: `main`, `HEAD~2`, a commit. */
  readonly base: string;
  /** A revision; `undefined` is the working tree. */
  readonly head: string | undefined;
  /** Compare with the merge base instead of the base itself, as `git diff base...head` does. */
  readonly fromMergeBase: boolean;
}

/**
 * Parses `base..head` and `base...head` as git does; an omitted side is HEAD. A single revision, or none (HEAD), is
 * compared with the working tree.
 */
export function parseRange(text = ""): Range {
  const [, base = "", dots, head = ""] = /^(.*?)(\.{2,3})(.*)$/.exec(text) ?? [];
  if (dots === undefined) return { base: text === "" ? "HEAD" : text, head: undefined, fromMergeBase: false };
  return { base: base === "" ? "HEAD" : base, head: head === "" ? "HEAD" : head, fromMergeBase: dots === "..." };
}

/** The git repository of a project. The project is its root folder or a subfolder. */
export class Repository {
  private constructor(
    private readonly root: string,
    /** Path of the project in the repository, with a trailing slash; empty at the root. */
    private readonly prefix: string,
  ) {}

  /** @throws Problem if the folder is in no repository */
  static async at(folder: string): Promise<Repository> {
    try {
      const output = await run("git", ["rev-parse", "--show-toplevel", "--show-prefix"], { cwd: folder });
      const [root = folder, prefix = ""] = output.split("\n");
      return new Repository(root, prefix);
    } catch (error) {
      if (error instanceof CommandFailed && error.reason.includes("ENOENT"))
        throw new Problem("git is not installed; a review compares two git revisions.");
      throw new Problem(`${folder} is not in a git repository; a review compares two git revisions.`);
    }
  }

  /** The commit of a revision. @throws Problem if git does not find it */
  async commitOf(revision: string): Promise<string> {
    try {
      return (await this.git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`)).trim();
    } catch {
      const shallow = (await this.git("rev-parse", "--is-shallow-repository")).trim() === "true";
      throw new Problem(
        `git finds no revision ${revision}; ` +
          (shallow
            ? "this clone is shallow: fetch the full history (git fetch --unshallow; fetch-depth: 0 in a workflow)."
            : "use a branch, a tag or a commit, or fetch it first."),
      );
    }
  }

  /** The merge base of two commits. @throws Problem if they have no common ancestor */
  async mergeBase(one: string, other: string): Promise<string> {
    try {
      return (await this.git("merge-base", one, other)).trim();
    } catch {
      throw new Problem(
        `${one.slice(0, 10)} and ${other.slice(0, 10)} have no common ancestor; use base..head, or fetch more history.`,
      );
    }
  }

  /** Whether a commit contains the project's folder. */
  async hasProject(commit: string): Promise<boolean> {
    try {
      await this.git("rev-parse", "--verify", "--quiet", "--end-of-options", this.treeOf(commit));
      return true;
    } catch {
      return false;
    }
  }

  /** Writes the project's files at a commit into a folder. A submodule becomes an empty folder. */
  async extract(commit: string, into: string): Promise<void> {
    // At the root: in a subfolder `git archive` looks for that subfolder in the tree.
    const archive = spawn("git", ["archive", "--format=tar", this.treeOf(commit)], {
      cwd: this.root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const tar = spawn("tar", ["-x", "-C", into], { stdio: ["pipe", "ignore", "pipe"] });
    // If tar exits early, its exit code and error output explain why.
    archive.stdout.pipe(tar.stdin).on("error", () => undefined);
    let errors = "";
    for (const child of [archive, tar]) child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const codes = await Promise.all([archive, tar].map(async (child) => Number((await once(child, "close"))[0])));
    if (codes.some((code) => code !== 0))
      throw new Problem(`cannot read the files of ${commit.slice(0, 10)}: ${errors.trim()}`);
  }

  private treeOf(commit: string): string {
    return `${commit}:${this.prefix}`;
  }

  private git(...args: string[]): Promise<string> {
    return run("git", args, { cwd: this.root });
  }
}
