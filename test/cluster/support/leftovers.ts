import { eventually } from "../../../testing/checkers/eventually";
import { engine, removeVolumes } from "../../../testing/swarm/stack";
import { stack } from "./cluster";
import { networks, services } from "./engine";

/**
 * Removes what an interrupted test run left on the engine: services, volumes and networks, whose names and ports the
 * next run needs. It asks the engine rather than the Pulumi state, which lacks whatever a killed `up` had just created.
 * Secrets and configs may stay: their names are unique.
 */
export async function removeLeftovers(): Promise<void> {
  const left = await services();
  if (left.length > 0)
    console.log(`Removing ${left.length} services of the stack ${stack}, left by an interrupted run ...`);
  await Promise.all(left.map(({ ID }) => engine.getService(ID).remove()));
  await removeVolumes(stack);
  // A network is in use until its last task has stopped, which may take the task's grace period.
  await eventually(async () => {
    for (const { Id } of await networks()) await engine.getNetwork(Id).remove();
  }, 120_000);
}
