import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../../lib/run";

/** Whether this process may install Debian packages: as root, on a machine with apt. */
export const hasApt = (): boolean => existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;

export async function aptInstall(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Another package manager may hold the lock.
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  await run("apt-get", [...wait, "update"], { env });
  await run("apt-get", [...wait, "install", "--yes", "--no-install-recommends", ...packages], { env });
}

/** Whether a command is on PATH. */
export const isOnPath = (command: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, command)));
