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
 * Frees a stack that is locked by a Pulumi which was killed on this machine, its process being no more. Of an engineer's own backend
 * Pulumi says itself what to do.
 * @returns whether it was so.
 */
export async function releaseStaleLock(pulumi: PulumiCli, stack: string): Promise<boolean> {
  if (!pulumi.embedded) return false;
  const folder = inProject(".state", ".pulumi", "locks", "organization", projectName(), stack);
  const locks = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(".json"))
    .map((file) => lock.safeParse(JSON.parse(readFileSync(join(folder, file), "utf8"))));
  if (
    locks.length === 0 ||
    locks.some(({ data: held }) => held?.hostname !== hostname() || isAlive(held.pid, "pulumi"))
  )
    return false;
  await stackCommand(pulumi, ["cancel", "--yes", "--stack", stack]);
  return true;
}
