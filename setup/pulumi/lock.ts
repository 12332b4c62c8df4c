import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { inProject } from "../../lib/paths";
import { isAlive } from "../../lib/process";
import type { PulumiCli } from "./environment";
import { projectName, stackCommand } from "./stack";

const lock = z.object({ pid: z.number(), hostname: z.string() });

/**
 * Releases the lock of a Pulumi process that was killed on this machine. Only for the embedded backend: for others
 * Pulumi prints what to do.
 * @returns whether a stale lock was released
 */
export async function releaseStaleLock(pulumi: PulumiCli, stack: string): Promise<boolean> {
  if (!pulumi.embedded) return false;
  const folder = inProject(".state", ".pulumi", "locks", "organization", projectName(), stack);
  const locks = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(".json"))
    .map((file) => lock.safeParse(JSON.parse(readFileSync(join(folder, file), "utf8"))));
  if (
    locks.length === 0 ||
    locks.some(({ data: owner }) => owner?.hostname !== hostname() || isAlive(owner.pid, "pulumi"))
  )
    return false;
  await stackCommand(pulumi, ["cancel", "--yes", "--stack", stack]);
  return true;
}
