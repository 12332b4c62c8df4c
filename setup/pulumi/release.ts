import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { inToolchain } from "../../lib/paths";
import { Problem } from "../../lib/problem";
import type { Step } from "../../lib/report";
import { run } from "../../lib/run";
import { cliVersion } from "./versions";

const releases = `https://github.com/pulumi/pulumi/releases/download/v${cliVersion}`;
/** The CLI of a downloaded release. */
export const releasedCli = inToolchain("pulumi-release", "pulumi");
/** Long enough for a small file. An unreachable host must not delay set-up. */
const probeTimeout = 4_000;

/** Downloads the official release and verifies its checksum. Returns undefined if its host cannot be reached. */
export async function downloadRelease(step: Step): Promise<{ path: string; from: string } | undefined> {
  const archive = archiveName(process.platform, process.arch);
  if (archive === undefined) return undefined;
  const checksums = await download(`${releases}/pulumi-${cliVersion}-checksums.txt`, probeTimeout);
  if (checksums === undefined) return undefined;

  step.doing("downloading the official release");
  const bytes = await download(`${releases}/${archive}`, 600_000);
  if (bytes === undefined) return undefined;
  const [want, have] = [
    checksumOf(archive, checksums.toString("utf8")),
    createHash("sha256").update(bytes).digest("hex"),
  ];
  if (want !== have) {
    throw new Problem(
      `${archive} has checksum ${have}, but the release lists ${want ?? "none"}; nothing was installed.`,
    );
  }
  return { path: await unpack(bytes), from: "the official release" };
}

/** The name of the release archive for a platform, if there is one. */
export function archiveName(platform: string, architecture: string): string | undefined {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(architecture)) return undefined;
  return `pulumi-v${cliVersion}-${platform}-${architecture}.tar.gz`;
}

/** The checksum of a file in the output format of `sha256sum`. */
export function checksumOf(file: string, checksums: string): string | undefined {
  for (const line of checksums.split("\n")) {
    const [hash, name] = line.trim().split(/\s+\*?/);
    if (name === file) return hash;
  }
  return undefined;
}

async function download(url: string, timeout: number): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

/** Unpacks into a new folder and renames it, so that an interrupted set-up leaves no incomplete CLI. */
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
