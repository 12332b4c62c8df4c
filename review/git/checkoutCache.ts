import * as fs from "node:fs";
import { join } from "node:path";
import type { Repository } from "./repository";

/** Checkouts to retain. Each takes a few MB. */
const retained = 20;

/** Lists the files of a complete checkout. It is written last. */
const manifestName = ".apture-checkout.json";

/** Checked-out commits, one folder each. They use the npm packages of the working tree. */
export class CheckoutCache {
  constructor(
    /** Git-ignored: `.toolchain/review`. */
    private readonly cache: string,
    private readonly nodeModules: string,
  ) {}

  /** The folder with the files of a commit. */
  async of(commit: string, repository: Repository): Promise<string> {
    const folder = join(this.cache, commit);
    if (isComplete(folder)) {
      fs.utimesSync(folder, new Date(), new Date());
      return folder;
    }
    fs.mkdirSync(this.cache, { recursive: true });
    // Renamed when complete, so that a concurrent review never sees a part of it.
    const fresh = fs.mkdtempSync(join(this.cache, "new-"));
    try {
      await repository.extract(commit, fresh);
      // A repository may contain node_modules, for example as a submodule.
      fs.rmSync(join(fresh, "node_modules"), { recursive: true, force: true });
      const files = filesIn(fresh);
      fs.symlinkSync(this.nodeModules, join(fresh, "node_modules"));
      fs.writeFileSync(join(fresh, manifestName), JSON.stringify(files));
      if (!isComplete(folder)) {
        fs.rmSync(folder, { recursive: true, force: true });
        fs.renameSync(fresh, folder);
      }
    } finally {
      fs.rmSync(fresh, { recursive: true, force: true });
    }
    this.removeOldest();
    return folder;
  }

  private removeOldest(): void {
    const byAge = fs
      .readdirSync(this.cache)
      .map((name) => ({ path: join(this.cache, name), used: fs.statSync(join(this.cache, name)).mtimeMs }))
      .sort((a, b) => b.used - a.used);
    for (const { path } of byAge.slice(retained)) fs.rmSync(path, { recursive: true, force: true });
  }
}

/** Paths of all files and links below a folder. */
const filesIn = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => !fs.lstatSync(join(folder, path)).isDirectory());

/** Whether a checkout has all of its files. A cleaner of temporary files, or a full disk, may have removed some. */
function isComplete(folder: string): boolean {
  const manifest = join(folder, manifestName);
  if (!fs.existsSync(manifest) || !fs.existsSync(join(folder, "node_modules"))) return false;
  try {
    const files: unknown = JSON.parse(fs.readFileSync(manifest, "utf8"));
    return (
      Array.isArray(files) &&
      files.every((path) => fs.lstatSync(join(folder, String(path)), { throwIfNoEntry: false }) !== undefined)
    );
  } catch {
    return false;
  }
}
