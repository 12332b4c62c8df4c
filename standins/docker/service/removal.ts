import { milliseconds } from "../../bridge/durations";
import { object, type Properties, text } from "../../bridge/values";
import { engine } from "../engine";
import { poll } from "../poll";
import { removeService } from "./engineCalls";
import { engineSnapshot } from "./engineSnapshot";
import { hasEnded } from "./tasks";

/** Time beyond the grace period for the engine to remove containers, networks and mounts. Two tasks took 5 s. */
const MARGIN_MS = 60_000;

/**
 * Removes a service and waits until its containers are removed, so that their ports, volumes and networks are unused.
 * The official plugin waits only for the grace period, and fails if the engine takes longer. The stand-in waits for a
 * margin more.
 */
export async function removeAndWait(id: string, state: Properties, name: string, signal: AbortSignal): Promise<void> {
  const about = `service ${name}`;
  await removeService(id, about);
  const container = object(object(state.taskSpec).containerSpec);
  const timeoutMs = milliseconds(text(container.stopGracePeriod)) + MARGIN_MS;
  const removed = await poll(async () => ((await hasNoContainers(id)) ? true : undefined), timeoutMs, signal);
  if (removed) return;
  const seconds = Math.round(timeoutMs / 1_000);
  throw new Error(
    `${about} is removed, but its containers still run ${seconds}s later; run \`docker ps\` on its machines.`,
  );
}

/**
 * The tasks cover the containers of every machine. A container can outlive its task; the connected engine lists those
 * it runs.
 */
async function hasNoContainers(id: string): Promise<boolean> {
  const { tasks } = await engineSnapshot();
  if (tasks.get(id)?.some((task) => !hasEnded(task))) return false;
  const docker = await engine();
  const containers = await docker.listContainers({
    filters: { label: [`com.docker.swarm.service.id=${id}`], status: ["running", "removing", "paused", "restarting"] },
  });
  return containers.length === 0;
}
