import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { review } from "../review";
import type { Review } from "../review/diff/schema";
import { snapshotProgram } from "../review/snapshot/read";
import { readStacks } from "../review/snapshot/stack";
import { committed, type Edit, type RecordedChange, recorded } from "./recordedChanges";
import { replaceOnce } from "./replaceOnce";

export const project = resolve(__dirname, "..");

/** The files that a stack is planned from, and the file that shows that a revision has a review. */
const planned = [
  "components",
  "contracts",
  "lib",
  "policies",
  "stacks",
  snapshotProgram,
  "Pulumi.dev.yaml",
  "Pulumi.production.yaml",
  "package.json",
  "package-lock.json",
];
/** All files for plans and reviews. */
export const allFiles = [...planned, "cli", "review", "setup"];

/** Copies parts of the project. */
export function copyTo(folder: string, paths: readonly string[]): void {
  for (const path of paths) {
    cpSync(join(project, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
}

export interface RepositoryOptions {
  /** Recorded changes to create branches for. @default all */
  readonly names?: readonly string[];
  /** Files to copy. @default those that stacks are planned from */
  readonly paths?: readonly string[];
  /** Path of the project in the repository. @default its root */
  readonly subfolder?: string;
}

/** A git repository with a copy of the project and a branch for each recorded change. */
export class TestRepository {
  private readonly root = mkdtempSync(join(tmpdir(), "apture-review-"));
  /** The project. */
  readonly folder: string;
  /** Checked-out commits. */
  readonly cache = mkdtempSync(join(tmpdir(), "apture-review-checkouts-"));

  constructor({ names = recorded.map(({ name }) => name), paths = planned, subfolder = "" }: RepositoryOptions = {}) {
    this.folder = join(this.root, subfolder);
    mkdirSync(this.folder, { recursive: true });
    copyTo(this.folder, paths);
    this.write(".gitignore", "node_modules\n.toolchain\nimages/lock.dev.json\n");
    for (const [file, text] of Object.entries(committed)) this.write(file, text);
    execFileSync("git", ["init", "--quiet", "--initial-branch", "main"], { cwd: this.root });
    this.commit("The site as it is");
    this.createBranches(recorded.filter(({ name }) => names.includes(name)));
  }

  /**
   * Plans in this process, because a process for each revision takes half a second. `revisions.test.ts` tests those.
   */
  review(range?: string, stack?: string, today = "2026-11-25"): Promise<Review> {
    return review({
      project: this.folder,
      ...(range === undefined ? {} : { range }),
      ...(stack === undefined ? {} : { stack }),
      today,
      cache: this.cache,
      nodeModules: join(project, "node_modules"),
      planner: async (folder) => ({ stacks: readStacks(folder === this.folder ? this.copy() : folder) }),
    });
  }

  edit(...[file, from, to]: Edit): void {
    this.write(file, replaceOnce(file, readFileSync(join(this.folder, file), "utf8"), from, to));
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  git(...args: string[]): string {
    return this.gitWithInput("", args);
  }

  /** Commits the working tree. Returns the commit. */
  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD").trim();
  }

  remove(): void {
    for (const folder of [this.root, this.cache]) rmSync(folder, { recursive: true, force: true });
  }

  private gitWithInput(input: string, args: readonly string[]): string {
    const settings = [
      "user.name=test",
      "user.email=test@example",
      "core.hooksPath=/dev/null",
      "commit.gpgsign=false",
      "protocol.file.allow=always",
    ].flatMap((setting) => ["-c", setting]);
    return execFileSync("git", [...settings, ...args], { cwd: this.folder, encoding: "utf8", input });
  }

  /** A commit for each change, on the branch that it is based on. One git process creates all of them. */
  private createBranches(changes: readonly RecordedChange[]): void {
    if (changes.length === 0) return;
    const files = new Map<string, ReadonlyMap<string, string>>([["main", new Map()]]);
    const prefix = this.git("rev-parse", "--show-prefix").trim();
    const commits = changes.map(({ name, onto = "main", edits }) => {
      const own = new Map(files.get(onto));
      for (const [file, from, to] of edits)
        own.set(file, replaceOnce(file, own.get(file) ?? readFileSync(join(this.folder, file), "utf8"), from, to));
      files.set(name, own);
      const contents = [...own].map(([file, text]) => `M 100644 inline ${prefix}${file}\n${data(text)}`);
      return (
        `commit refs/heads/${name}\ncommitter test <test@example> now\n${data(name)}from ` +
        `refs/heads/${onto}\n${contents.join("")}`
      );
    });
    this.gitWithInput(commits.join("\n"), ["fast-import", "--quiet", "--date-format=now"]);
  }

  /** A copy of the working tree, because it changes and modules are loaded once for each path. */
  private copy(): string {
    const folder = mkdtempSync(join(this.cache, "working-tree-"));
    cpSync(this.folder, folder, { recursive: true, filter: (path) => !/\/(\.git|toolchain|cli)$/.test(path) });
    return folder;
  }
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
