import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { readCache, writeCache } from "../../lib/cacheFile";
import { hashOf } from "../../lib/hash";
import { inToolchain } from "../../lib/paths";
import type { Report, Step } from "../../lib/report";
import { run } from "../../lib/run";
import { buildPlugins } from "../../standins/build";
import { pluginVersions } from "./versions";

const installed = z.object({ from: z.enum(["official", "stand-in"]), hash: z.string() });
const names = Object.keys(pluginVersions) as (keyof typeof pluginVersions)[];

/**
 * Installs the provider plugins for docker and random: the official ones if their host can be reached, else stand-ins
 * from this repository. Later runs repeat the choice; `APTURE_PLUGINS=official` or `stand-in` overrides it.
 */
export function ensurePlugins(report: Report, cli: string, env: NodeJS.ProcessEnv): Promise<void> {
  return report.step("Pulumi plugins", async (step) => {
    const before = readCache("plugins", installed);
    const choice = installed.shape.from.safeParse(process.env["APTURE_PLUGINS"]).data ?? before?.from;
    if (choice !== "stand-in" && (await installOfficial(step, before?.hash, cli, env))) return;
    await installStandIns(step, before?.hash, cli, env);
  });
}

async function installOfficial(
  step: Step,
  before: string | undefined,
  cli: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const hash = JSON.stringify(pluginVersions);
  if (before !== hash || !names.every(isInstalled)) {
    if (!(await reachable())) return false;
    try {
      for (const name of names) {
        step.doing(`downloading the official plugin ${name} ${pluginVersions[name]}`);
        const args = ["plugin", "install", "resource", name, pluginVersions[name], "--reinstall"];
        await run(cli, args, { cwd: inToolchain(), env, timeout: 300_000 });
      }
    } catch {
      return false;
    }
    writeCache("plugins", { from: "official", hash });
  }
  step.done(`official: ${versionList()}`);
  return true;
}

async function installStandIns(
  step: Step,
  before: string | undefined,
  cli: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const built = await buildPlugins(inToolchain("plugins"));
  const hash = hashOf(built.map(({ name, path }) => ({ path: name, executable: false, content: readFileSync(path) })));
  if (before !== hash || !names.every(isInstalled)) {
    step.doing("installing the stand-ins");
    for (const { name, version, path } of built) {
      await run(cli, ["plugin", "install", "resource", name, version, "--file", path, "--reinstall"], {
        cwd: inToolchain(),
        env,
      });
    }
    writeCache("plugins", { from: "stand-in", hash });
  }
  step.done(`stand-ins: ${versionList()}`);
}

const versionList = () => names.map((name) => `${name} ${pluginVersions[name]}`).join(", ");

const isInstalled = (name: keyof typeof pluginVersions) =>
  existsSync(inToolchain("pulumi", "plugins", `resource-${name}-v${pluginVersions[name]}`));

/** Whether the download host of the plugins answers, with any status. */
async function reachable(): Promise<boolean> {
  try {
    await fetch("https://get.pulumi.com/releases/plugins/", { method: "HEAD", signal: AbortSignal.timeout(4_000) });
    return true;
  } catch {
    return false;
  }
}
