import { milliseconds } from "../../bridge/durations";
import { object, type Properties, text } from "../../bridge/values";
import { engine } from "../engine";
import { poll } from "../poll";
import { removeService } from "./engineCalls";
import { engineSnapshot } from "./engineSnapshot";
import { hasEnded } from "./tasks";

/** What the engine takes beyond the grace period to take down containers, networks and mounts; 5 s was seen for two tasks. */
const MARGIN_MS = 60_000;

/**
 * Removes a service and waits until its containers are gone, so that what they held (a port, a volume, a network) is free.
 * Upstream waits for no longer than the grace period, and so fails when taking down takes longer; we give the engine a margin.
 */
export async function removeAndWait(id: string, state: Properties, name: string, signal: AbortSignal): Promise<void> {
  const about = `service ${name}`;
  await removeService(id, about);
  const container = object(object(state.taskSpec).containerSpec);
  const grace = milliseconds(text(container.stopGracePeriod));
  const gone = await poll(async () => ((await isNotFound(id)) ? true : undefined), grace + MARGIN_MS, signal);
  if (!gone)
    throw new Error(
      `${about} is removed, but its containers still run ${Math.round((grace + MARGIN_MS) / 1000)}s later; look at \`docker ps\` on its machines.`,
    );
}

/** Tasks tell of containers on every machine; the engine that we speak to also tells of containers that outlive their task. */
async function isNotFound(id: string): Promise<boolean> {
  const { tasks } = await engineSnapshot();
  if (tasks.get(id)?.some((task) => !hasEnded(task))) return false;
  const docker = await engine();
  const containers = await docker.listContainers({
    filters: { label: [`com.docker.swarm.service.id=${id}`], status: ["running", "removing", "paused", "restarting"] },
  });
  return containers.length === 0;
}
