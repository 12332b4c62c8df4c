import { copyFileSync, existsSync, mkdirSync, renameSync } from "node:fs";
import * as z from "zod";
import { readCache, writeCache } from "../../lib/cacheFile";
import { filesBelow, hashOf } from "../../lib/hash";
import { inProject, inToolchain } from "../../lib/paths";
import { messageOf, Problem } from "../../lib/problem";
import type { Step } from "../../lib/report";
import { run } from "../../lib/run";
import { cliVersion, isAtLeast, oldestGo } from "./versions";

/** Builds the CLI and its Node language host from Go modules, for machines that reach only package registries. */
export async function buildCli(step: Step): Promise<{ path: string; from: string }> {
  await requireGo();
  step.doing(`building ${cliVersion} from Go modules, 2 to 4 minutes`);
  for (const folder of ["bin", "libexec"]) mkdirSync(inToolchain(folder), { recursive: true });
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${cliVersion}`;
  await build("cli", `-s -w ${version}`, inToolchain("bin", "pulumi"), "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
  const host = "pulumi-language-nodejs";
  await build(
    "nodejs-host",
    "-s -w",
    inToolchain("libexec", host),
    "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  );
  copyFileSync(inProject("setup", "pulumi", "go", "nodejs-host", host), inToolchain("bin", host));
  writeCache("go-build", { hash: sourcesHash() });
  return { path: inToolchain("bin", "pulumi"), from: "built from Go modules" };
}

/** The CLI that an earlier run built from the same sources. */
export const builtCli = (): string | undefined =>
  readCache("go-build", z.object({ hash: z.string() }))?.hash === sourcesHash() &&
  existsSync(inToolchain("bin", "pulumi"))
    ? inToolchain("bin", "pulumi")
    : undefined;

const sourcesHash = () => hashOf(filesBelow(inProject("setup", "pulumi", "go")), [cliVersion]);

async function build(module: string, ldflags: string, out: string, command: string): Promise<void> {
  await run("go", ["build", "-mod=readonly", "-ldflags", ldflags, "-o", `${out}.new`, command], {
    cwd: inProject("setup", "pulumi", "go", module),
  });
  renameSync(`${out}.new`, out);
}

async function requireGo(): Promise<void> {
  const use = `install Go ${oldestGo} or newer, or Pulumi (its download host cannot be reached from here).`;
  let version: string;
  try {
    version = (await run("go", ["env", "GOVERSION"], { cwd: inToolchain("..") })).trim();
  } catch (error) {
    throw new Problem(`Pulumi is not installed and cannot be built: ${firstLine(messageOf(error))}; ${use}`);
  }
  if (!isAtLeast(version, oldestGo))
    throw new Problem(`Pulumi is not installed and cannot be built with ${version}; ${use}`);
}

const firstLine = (text: string) => text.split("\n")[0] ?? "";
