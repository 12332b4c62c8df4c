import { eventually } from "../../support/eventually";
import { stack } from "./cluster";
import { engine, services } from "./engine";

const own = ({ Name }: { Name: string }) => Name.startsWith(`${stack}_`);

/**
 * Takes down what a run of these tests that was cut off has left: services, networks and data, which hold names and ports. By what the engine has, since
 * an `up` that was killed has made more than its state knows. Secrets and configs have names that do not come again, and stay.
 */
export async function takeDownRemains(): Promise<void> {
  const left = await services();
  if (left.length > 0) console.log(`Taking down what a run that was cut off has left: ${left.length} services of the stack ${stack} ...`);
  await Promise.all(left.map(({ ID }) => engine.getService(ID).remove()));
  // In use until the last task has ended, which may take as long as its grace period.
  await eventually(async () => {
    for (const network of (await engine.listNetworks()).filter(own)) await engine.getNetwork(network.Id).remove();
    for (const volume of (await engine.listVolumes()).Volumes.filter(own)) await engine.getVolume(volume.Name).remove();
  }, 120_000);
}
