import type { ClusterStatus } from "../../contracts/clusterStatus";
import { messageOf } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { probe } from "../docker/probe";
import { serviceRows, serviceTable } from "../docker/services";
import { readStack } from "../docker/swarm";
import { problemsOf } from "../output/statusProblems";
import { statusText } from "../output/statusText";

/** @returns 0 if every service has all its tasks and nothing is wrong inside the cluster, else 1; for scripts */
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
  let inside: ClusterStatus | undefined;
  let problems: readonly string[];
  try {
    inside = await probe(docker, stack, state.services);
    problems = inside === undefined ? [] : problemsOf(inside);
  } catch (error) {
    problems = [`The status probe failed: ${messageOf(error)}.`];
  }
  if (json) {
    console.log(JSON.stringify({ stack, problems, services, ...inside }, undefined, 2));
  } else {
    if (problems.length > 0) console.log(`${problems.join("\n")}\n`);
    console.log(serviceTable(services));
    if (inside !== undefined) console.log(`\n${statusText(inside)}`);
  }
  return problems.length === 0 && services.every(({ running, desired }) => running === desired) ? 0 : 1;
}
