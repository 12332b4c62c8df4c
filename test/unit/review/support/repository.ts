import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { review } from "../../../../review";
import type { Review } from "../../../../review/change/schema";
import { readStacks } from "../../../../review/facts/stack";
import { committed, type Edit, recorded } from "./recorded";

export const project = resolve(__dirname, "../../../..");

/** A copy of all that plans and reviews. */
export function copyTo(folder: string): void {
  for (const path of ["cli", "components", "policies", "review", "stacks", "toolchain/setup", "Pulumi.dev.yaml", "Pulumi.production.yaml", "package.json", "package-lock.json"]) {
    cpSync(join(project, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
}

/** A repository with a branch for each recorded change. */
export class TestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), "apture-review-"));
  readonly cache = mkdtempSync(join(tmpdir(), "apture-review-trees-"));

  constructor(names: readonly string[] = recorded.map(({ name }) => name)) {
    copyTo(this.folder);
    this.write(".gitignore", "node_modules\n.toolchain\n");
    for (const [file, text] of Object.entries(committed)) this.write(file, text);
    this.git("init", "--quiet", "--initial-branch", "main");
    this.commit("The site as it is");
    for (const { name, onto = "main", edits } of recorded.filter((one) => names.includes(one.name))) {
      this.git("checkout", "--quiet", "-b", name, onto);
      for (const edit of edits) this.edit(...edit);
      this.commit(name);
    }
    this.git("checkout", "--quiet", "main");
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
    const before = readFileSync(join(this.folder, file), "utf8");
    if (before.split(from).length !== 2) throw new Error(`${file} does not have exactly one ${JSON.stringify(from)}`);
    this.write(file, before.replace(from, () => to));
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  git(...args: string[]): string {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: this.folder, encoding: "utf8" });
  }

  remove(): void {
    for (const folder of [this.folder, this.cache]) rmSync(folder, { recursive: true, force: true });
  }

  /** The working tree as it is: it changes, and jest reads a file once. */
  private copy(): string {
    const folder = mkdtempSync(join(this.cache, "working-tree-"));
    cpSync(this.folder, folder, { recursive: true, filter: (path) => !/\/(\.git|toolchain|cli)$/.test(path) });
    return folder;
  }

  private commit(message: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }
}
