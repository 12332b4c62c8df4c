import { existsSync, readFileSync } from "node:fs";

/** Whether a process that a file names still runs: not as a zombie, and not as another program that has its number since a restart. */
export function isAlive(pid: number, program: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
  const about = `/proc/${pid}/stat`;
  return !existsSync(about) || new RegExp(`^\\d+ \\(${program}\\) [^Z]`).test(readFileSync(about, "utf8"));
}
