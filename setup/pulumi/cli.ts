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

const cached = z.object({ path: z.string(), changed: z.number(), version: z.string() });

/**
 * Provides the Pulumi CLI: the one on PATH if it is recent enough, else one in `.toolchain`, from the official release
 * or, if that host cannot be reached, built from Go modules.
 * @returns the path of the executable
 */
export function ensureCli(report: Report): Promise<string> {
  return report.step("Pulumi", async (step) => {
    for (const path of [...onPath(), ...inToolchainFolder()]) {
      const version = await versionOf(path);
      if (version === undefined || !isAtLeast(version, oldestCli)) continue;
      step.done(`${version} ${path.startsWith(inToolchain()) ? "in .toolchain" : `at ${path}`}`);
      return path;
    }
    const installed = (await downloadRelease(step)) ?? (await buildCli(step));
    step.done(`${cliVersion}, ${installed.from}`);
    return installed.path;
  });
}

/** CLIs on PATH. They need the Node language host on PATH too. */
function onPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const foldersWith = (name: string) => folders.filter((folder) => existsSync(join(folder, name)));
  return foldersWith("pulumi-language-nodejs").length === 0
    ? []
    : foldersWith("pulumi").map((folder) => join(folder, "pulumi"));
}

function inToolchainFolder(): string[] {
  const built = builtCli();
  return [...(existsSync(releasedCli) ? [releasedCli] : []), ...(built === undefined ? [] : [built])];
}

/** The version of a CLI, cached until its file changes, because running the CLI is slow. */
async function versionOf(path: string): Promise<string | undefined> {
  const changed = statSync(path).mtimeMs;
  const before = readCache("pulumi-cli", cached);
  if (before?.path === path && before.changed === changed) return before.version;
  try {
    const version = (await run(path, ["version"], { timeout: 30_000 })).trim().replace(/^v/, "");
    writeCache("pulumi-cli", { path, changed, version });
    return version;
  } catch {
    return undefined;
  }
}
