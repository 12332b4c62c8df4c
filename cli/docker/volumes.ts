import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import { isNotFound } from "../../setup/images/build";

/** The engine removes the containers of a removed service within their stop grace, and only then are their volumes free. */
const patience = 90_000;

/** A stack's data volumes on the connected engine. */
export async function volumesOf(docker: Docker, stack: string): Promise<string[]> {
  const { Volumes } = await docker.listVolumes();
  return Volumes.map(({ Name }) => Name)
    .filter((name) => name.startsWith(`${stack}_`))
    .sort();
}

export async function removeVolume(docker: Docker, name: string): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      await docker.getVolume(name).remove();
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      const busy = error instanceof Error && "statusCode" in error && error.statusCode === 409;
      if (!busy) throw error;
      if (Date.now() > deadline) throw new Problem(`the volume ${name} is still in use: ${error.message}`);
      await delay(500); // The engine has no event for a volume that becomes free.
    }
  }
}
