import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as z from "zod";
import { readCache, writeCache } from "../../lib/cacheFile";
import { inToolchain } from "../../lib/paths";
import type { Report } from "../../lib/report";
import { run } from "../../lib/run";
import { buildCli, builtCli } from "./goBuild";
import { downloadRelease, releasedCli } from "./release";
import { cliVersion, isAtLeast, oldestCli } from "./versions";

const seen = z.object({ path: z.string(), changed: z.number(), version: z.string() });

/**
 * The Pulumi CLI: the engineer's own if it is recent enough, else one in the project's `.toolchain`, from the official release or,
 * where only package registries can be reached, built from Go modules.
 * @returns the path of the executable
 */
export function ensureCli(report: Report): Promise<string> {
  return report.step("Pulumi", async (step) => {
    for (const path of [...onPath(), ...own()]) {
      const version = await versionOf(path);
      if (version === undefined || !isAtLeast(version, oldestCli)) continue;
      step.done(`${version} ${path.startsWith(inToolchain()) ? "in .toolchain" : `at ${path}`}`);
      return path;
    }
    const made = (await downloadRelease(step)) ?? (await buildCli(step));
    step.done(`${cliVersion}, ${made.from}`);
    return made.path;
  });
}

/** Without its Node language host beside it or on PATH, a CLI is of no use here. */
function onPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const having = (name: string) => folders.filter((folder) => existsSync(join(folder, name)));
  return having("pulumi-language-nodejs").length === 0 ? [] : having("pulumi").map((folder) => join(folder, "pulumi"));
}

function own(): string[] {
  const built = builtCli();
  return [...(existsSync(releasedCli) ? [releasedCli] : []), ...(built === undefined ? [] : [built])];
}

/** Asking a CLI for its version takes a moment, so the answer is kept for as long as the file is the same. */
async function versionOf(path: string): Promise<string | undefined> {
  const changed = statSync(path).mtimeMs;
  const before = readCache("pulumi-cli", seen);
  if (before?.path === path && before.changed === changed) return before.version;
  try {
    const version = (await run(path, ["version"], { timeout: 30_000 })).trim().replace(/^v/, "");
    writeCache("pulumi-cli", { path, changed, version });
    return version;
  } catch {
    return undefined;
  }
}
