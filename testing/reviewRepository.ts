import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Review } from "../review/diff/schema";
import { review } from "../review/index";
import { reader } from "../review/snapshot/read";
import { readStacks } from "../review/snapshot/stack";
import { committed, type Edit, type RecordedChange, recorded } from "./recordedChanges";
import { replaceOnce } from "./replaceOnce";

export const project = resolve(__dirname, "..");

/** What a stack's declaration is read from, and what says that a revision knows reviews. */
const declared = [
  "components",
  "contracts",
  "lib",
  "policies",
  "stacks",
  reader,
  "Pulumi.dev.yaml",
  "Pulumi.production.yaml",
  "package.json",
  "package-lock.json",
];
/** All that plans and reviews. */
export const whole = [...declared, "cli", "review", "setup"];

/** A copy of parts of the project. */
export function copyTo(folder: string, paths: readonly string[]): void {
  for (const path of paths) {
    cpSync(join(project, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
}

/** A repository with a branch for each recorded change. */
export class TestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), "apture-review-"));
  readonly cache = mkdtempSync(join(tmpdir(), "apture-review-trees-"));

  constructor(names: readonly string[] = recorded.map(({ name }) => name), paths = declared) {
    copyTo(this.folder, paths);
    this.write(".gitignore", "node_modules\n.toolchain\n");
    for (const [file, text] of Object.entries(committed)) this.write(file, text);
    this.git("init", "--quiet", "--initial-branch", "main");
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "The site as it is");
    this.branch(recorded.filter(({ name }) => names.includes(name)));
  }

  /** Planned here and not in processes of their own, which take half a second each; `read.test.ts` has those. */
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
    return this.gitWith("", args);
  }

  remove(): void {
    for (const folder of [this.folder, this.cache]) rmSync(folder, { recursive: true, force: true });
  }

  private gitWith(input: string, args: readonly string[]): string {
    const who = [
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@example",
      "-c",
      "core.hooksPath=/dev/null",
      "-c",
      "commit.gpgsign=false",
    ];
    return execFileSync("git", [...who, ...args], { cwd: this.folder, encoding: "utf8", input });
  }

  /** A commit each, on the branch that it is made on; by one git for all of them. */
  private branch(changes: readonly RecordedChange[]): void {
    const files = new Map<string, ReadonlyMap<string, string>>([["main", new Map()]]);
    const commits = changes.map(({ name, onto = "main", edits }) => {
      const own = new Map(files.get(onto));
      for (const [file, from, to] of edits)
        own.set(file, replaceOnce(file, own.get(file) ?? readFileSync(join(this.folder, file), "utf8"), from, to));
      files.set(name, own);
      const contents = [...own].map(([file, text]) => `M 100644 inline ${file}\n${data(text)}`);
      return `commit refs/heads/${name}\ncommitter test <test@example> now\n${data(name)}from refs/heads/${onto}\n${contents.join("")}`;
    });
    this.gitWith(commits.join("\n"), ["fast-import", "--quiet", "--date-format=now"]);
  }

  /** The working tree as it is: it changes, and jest reads a file once. */
  private copy(): string {
    const folder = mkdtempSync(join(this.cache, "working-tree-"));
    cpSync(this.folder, folder, { recursive: true, filter: (path) => !/\/(\.git|toolchain|cli)$/.test(path) });
    return folder;
  }
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
