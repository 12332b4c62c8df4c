import { existsSync, readFileSync } from "node:fs";

/** Whether a process ID from a file still belongs to the program. Zombies and reused IDs do not count. */
export function isAlive(pid: number, program: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
  const statFile = `/proc/${pid}/stat`;
  return !existsSync(statFile) || new RegExp(`^\\d+ \\(${program}\\) [^Z]`).test(readFileSync(statFile, "utf8"));
}
