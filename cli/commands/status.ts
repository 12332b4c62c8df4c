import type { ClusterStatus } from "../../contracts/clusterStatus";
import { messageOf } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { probe } from "../docker/probe";
import { serviceRows, serviceTable } from "../docker/services";
import { readStack } from "../docker/swarm";
import { statusText } from "../output/statusText";

/** @returns 0 if every service has all its tasks, else 1: so that a script can ask. */
export async function status({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const state = await readStack(docker, stack);
  const services = serviceRows(stack, state);
  if (services.length === 0) {
    console.log(
      json
        ? JSON.stringify({ stack, services: [] })
        : `Nothing of ${stack} runs on the engine at ${host}; npm run up brings it up.`,
    );
    return 1;
  }
  if (!json) console.log(serviceTable(services));
  let inside: ClusterStatus | { problem: string } | undefined;
  try {
    inside = await probe(docker, stack, state.services);
  } catch (error) {
    inside = { problem: messageOf(error) };
  }
  if (json) console.log(JSON.stringify({ stack, services, ...inside }, undefined, 2));
  else if (inside !== undefined)
    console.log(
      `\n${"problem" in inside ? `The cluster could not be asked from inside: ${inside.problem}` : statusText(inside)}`,
    );
  return services.every(({ running, desired }) => running === desired) ? 0 : 1;
}
