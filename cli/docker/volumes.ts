import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import { isNotFound } from "../../setup/images/build";
import { stackLabel } from "./swarm";

/**
 * The engine removes the containers of a removed service within their stop grace period. Only then can their volumes be
 * deleted.
 */
const timeout = 90_000;

interface Volume {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** Names of the data volumes of a stack on the connected engine. */
export async function volumesOf(docker: Docker, stack: string): Promise<string[]> {
  const { Volumes } = await docker.listVolumes();
  return Volumes.filter((volume) => stackOf(volume) === stack)
    .map(({ Name }) => Name)
    .sort();
}

/**
 * The stack that a volume belongs to. Swarm creates the volumes of this project without labels, and a label would
 * replace the services that mount them. So their whole name decides: `<stack>_<name>-data` or `-wal`. Only the stack
 * may contain an underscore, so `dev_2_etcd-1-data` belongs to `dev_2` and not to `dev`. A volume with labels was
 * created by another program, such as Compose, which labels what it creates.
 */
export function stackOf({ Name, Labels }: Volume): string | undefined {
  if (Object.keys(Labels ?? {}).length > 0) return Labels?.[stackLabel];
  return /^(.+)_[a-z0-9-]+-(?:data|wal)$/.exec(Name)?.[1];
}

export async function removeVolume(docker: Docker, name: string): Promise<void> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      await docker.getVolume(name).remove();
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      const busy = error instanceof Error && "statusCode" in error && error.statusCode === 409;
      if (!busy) throw error;
      if (Date.now() > deadline) throw new Problem(`the volume ${name} is still in use: ${error.message}`);
      await delay(500); // The engine has no event for a volume that is no longer in use.
    }
  }
}
