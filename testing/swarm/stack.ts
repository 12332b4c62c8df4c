import Docker from "dockerode";
import { removeVolume, volumesOf } from "../../cli/docker/volumes";

export { readStack, shortName } from "../../cli/docker/swarm";

export const engine = new Docker();

/** Removes the data volumes of a stack from this engine. Waits for volumes that stopping containers still use. */
export async function removeVolumes(stack: string): Promise<void> {
  for (const volume of await volumesOf(engine, stack)) await removeVolume(engine, volume);
}
