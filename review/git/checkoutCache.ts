import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import type { Repository } from "./repository";

/** Trees that are kept; each takes a few MB. */
const kept = 20;

/**
 * The files of commits, each in a folder that is made once: what a commit has never changes. They use the npm packages that are installed
 * here.
 */
export class CheckoutCache {
  constructor(
    /** Git-ignored: `.toolchain/review`. */
    private readonly cache: string,
    private readonly nodeModules: string,
  ) {}

  async of(commit: string, repository: Repository): Promise<string> {
    const folder = join(this.cache, commit);
    if (existsSync(folder)) {
      utimesSync(folder, new Date(), new Date());
      return folder;
    }
    mkdirSync(this.cache, { recursive: true });
    // Written beside and renamed, so that two reviews at once never see half of it.
    const fresh = mkdtempSync(join(this.cache, "new-"));
    try {
      await repository.extract(commit, fresh);
      symlinkSync(this.nodeModules, join(fresh, "node_modules"));
      if (!existsSync(folder)) renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
    this.removeOldest();
    return folder;
  }

  private removeOldest(): void {
    const byAge = readdirSync(this.cache)
      .map((name) => ({ path: join(this.cache, name), used: statSync(join(this.cache, name)).mtimeMs }))
      .sort((a, b) => b.used - a.used);
    for (const { path } of byAge.slice(kept)) rmSync(path, { recursive: true, force: true });
  }
}
