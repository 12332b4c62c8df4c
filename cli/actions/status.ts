import type { ClusterStatus } from "../../contracts/clusterStatus";
import { messageOf } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { probe } from "../docker/probe";
import { serviceRows, serviceTable } from "../docker/services";
import { notRunning, readStack } from "../docker/swarm";
import { statusText } from "../output/statusText";

/** @returns 0 if every service has all its tasks, else 1, for scripts */
export async function status({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const state = await readStack(docker, stack);
  const services = serviceRows(stack, state);
  if (services.length === 0) {
    console.log(json ? JSON.stringify({ stack, services: [] }) : notRunning(stack, host));
    return 1;
  }
  if (!json) console.log(serviceTable(services));
  let result: ClusterStatus | { problem: string } | undefined;
  try {
    result = await probe(docker, stack, state.services);
  } catch (error) {
    result = { problem: messageOf(error) };
  }
  if (json) console.log(JSON.stringify({ stack, services, ...result }, undefined, 2));
  else if (result !== undefined)
    console.log(`\n${"problem" in result ? `The status probe failed: ${result.problem}` : statusText(result)}`);
  return services.every(({ running, desired }) => running === desired) ? 0 : 1;
}
