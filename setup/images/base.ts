import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import type { Step } from "../../lib/report";
import { run } from "../../lib/run";
import { aptInstall, hasApt, isOnPath } from "../engine/apt";
import { imageExists } from "./build";
import { follow } from "./stream";

const base = { repository: "debian", tag: "trixie-slim" };
const reference = `${base.repository}:${base.tag}`;

/** Provides the base image of all others: pulled if a registry answers, else built from Debian packages. */
export async function ensureBase(docker: Docker, step: Step): Promise<void> {
  if (await imageExists(docker, reference)) return;
  step.doing(`pulling ${reference}`);
  if (await pull(docker)) return;
  if (!isOnPath("debootstrap")) {
    if (!hasApt())
      throw new Problem(
        `${reference} cannot be pulled, and debootstrap is missing to build it; install debootstrap, or load ` +
          "the image.",
      );
    step.doing("installing debootstrap");
    await aptInstall(["debootstrap"]);
  }
  step.doing(`no registry answers; building ${reference} with debootstrap`);
  await bootstrap(docker);
}

/** A registry sends data within seconds. If names do not resolve, the engine would wait much longer. */
async function pull(docker: Docker): Promise<boolean> {
  const timeout = new AbortController();
  const timedOut = delay(10_000, false, { signal: timeout.signal }).catch(() => false);
  const answered = docker.pull(reference).then(
    (answer) => {
      timeout.abort();
      return follow(docker, answer).then(
        () => true,
        () => false,
      );
    },
    () => false,
  );
  const done = await Promise.race([answered, timedOut]);
  timeout.abort();
  return done || (await imageExists(docker, reference));
}

async function bootstrap(docker: Docker): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Problem(`${reference} cannot be pulled, and only root can build it with debootstrap.`);
  const folder = mkdtempSync(join(tmpdir(), "apture-base-"));
  try {
    await run("debootstrap", ["--variant=minbase", "trixie", folder]);
    slim(folder);
    const archive = spawn("tar", ["--create", "--numeric-owner", "--directory", folder, "."], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const answer = await docker.importImage(archive.stdout, {
      repo: base.repository,
      tag: base.tag,
      changes: 'CMD ["bash"]',
    });
    await follow(docker, answer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Removes manuals and caches, and excludes them from later installs, as Debian's slim images do. dpkg need not sync a
 * temporary layer.
 */
function slim(folder: string): void {
  for (const path of [
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/info",
    "var/cache/apt",
    "var/lib/apt/lists",
    "var/log",
  ]) {
    rmSync(join(folder, path), { recursive: true, force: true });
    mkdirSync(join(folder, path), { recursive: true });
  }
  const excluded = ["doc", "man", "locale", "info"].map((name) => `path-exclude /usr/share/${name}/*\n`);
  const copyrights = "path-include /usr/share/doc/*/copyright\n";
  writeFileSync(join(folder, "etc/dpkg/dpkg.cfg.d/slim"), [...excluded, copyrights, "force-unsafe-io\n"].join(""));
  writeFileSync(
    join(folder, "etc/apt/apt.conf.d/slim"),
    'Acquire::Languages "none";\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n',
  );
  // Packages must not start services during an image build.
  writeFileSync(join(folder, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
}
