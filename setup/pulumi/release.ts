import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { inToolchain } from "../../lib/paths";
import { Problem } from "../../lib/problem";
import type { Step } from "../../lib/report";
import { run } from "../../lib/run";
import { cliVersion } from "./versions";

const releases = `https://github.com/pulumi/pulumi/releases/download/v${cliVersion}`;
/** Where the CLI of a downloaded release is. */
export const releasedCli = inToolchain("pulumi-release", "pulumi");
/** A host that can be reached answers a small file well within this; one that cannot should not hold set-up up. */
const probeTime = 4_000;

/** The official release into `.toolchain`, checked against its checksum file; `undefined` where its host cannot be reached. */
export async function downloadRelease(step: Step): Promise<{ path: string; from: string } | undefined> {
  const archive = archiveName(process.platform, process.arch);
  if (archive === undefined) return undefined;
  const checksums = await fetched(`${releases}/pulumi-${cliVersion}-checksums.txt`, probeTime);
  if (checksums === undefined) return undefined;

  step.doing("downloading the official release");
  const bytes = await fetched(`${releases}/${archive}`, 600_000);
  if (bytes === undefined) return undefined;
  const [want, have] = [
    checksumOf(archive, checksums.toString("utf8")),
    createHash("sha256").update(bytes).digest("hex"),
  ];
  if (want !== have) {
    throw new Problem(
      `${archive} has the checksum ${have}; its release says ${want ?? "nothing about it"}. Nothing was installed.`,
    );
  }
  return { path: await unpack(bytes), from: "the official release" };
}

/** The name of this machine's archive in a release, if there is one. */
export function archiveName(platform: string, architecture: string): string | undefined {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(architecture)) return undefined;
  return `pulumi-v${cliVersion}-${platform}-${architecture}.tar.gz`;
}

/** A file's line in `sha256sum`'s format. */
export function checksumOf(file: string, checksums: string): string | undefined {
  for (const line of checksums.split("\n")) {
    const [hash, name] = line.trim().split(/\s+\*?/);
    if (name === file) return hash;
  }
  return undefined;
}

async function fetched(url: string, timeout: number): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

/** Beside and renamed, so that an interrupted set-up leaves no half of a CLI. */
async function unpack(bytes: Buffer): Promise<string> {
  const fresh = inToolchain("pulumi-release.new");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  writeFileSync(`${fresh}/archive.tar.gz`, bytes);
  await run("tar", ["-xzf", "archive.tar.gz", "--strip-components=1"], { cwd: fresh });
  rmSync(`${fresh}/archive.tar.gz`);
  rmSync(inToolchain("pulumi-release"), { recursive: true, force: true });
  renameSync(fresh, inToolchain("pulumi-release"));
  return releasedCli;
}
