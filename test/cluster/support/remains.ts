import { removeVolume, volumesOf } from "../../../cli/docker/volumes";
import { eventually } from "../../../testing/checkers/eventually";
import { stack } from "./cluster";
import { engine, networks, services } from "./engine";

/**
 * Takes down what a run of these tests that was cut off has left: services, data and networks, which hold names and ports. By what the engine has, since
 * an `up` that was killed has made more than its state knows. Secrets and configs have names that do not come again, and stay.
 */
export async function takeDownRemains(): Promise<void> {
  const left = await services();
  if (left.length > 0)
    console.log(`Taking down what a run that was cut off has left: ${left.length} services of the stack ${stack} ...`);
  await Promise.all(left.map(({ ID }) => engine.getService(ID).remove()));
  for (const volume of await volumesOf(engine, stack)) await removeVolume(engine, volume);
  // In use until the last task has ended, which may take as long as its grace period.
  await eventually(async () => {
    for (const { Id } of await networks()) await engine.getNetwork(Id).remove();
  }, 120_000);
}
