import type { ClusterStatus } from "../../contracts/clusterStatus";
import { messageOf } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { probe } from "../docker/probe";
import { serviceRows, serviceTable } from "../docker/services";
import { notRunning, readStack } from "../docker/swarm";
import { problemsOf } from "../output/statusProblems";
import { statusText } from "../output/statusText";

/** @returns 0 if every service has all its tasks and the cluster reports no problem, else 1, for scripts */
export async function status({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const state = await readStack(docker, stack);
  const services = serviceRows(stack, state);
  if (services.length === 0) {
    console.log(json ? JSON.stringify({ stack, services: [] }) : notRunning(stack, host));
    return 1;
  }
  let result: ClusterStatus | undefined;
  let problems: readonly string[];
  try {
    result = await probe(docker, stack, state.services);
    problems = result === undefined ? [] : problemsOf(result);
  } catch (error) {
    problems = [`The status probe failed: ${messageOf(error)}.`];
  }
  if (json) {
    console.log(JSON.stringify({ stack, problems, services, ...result }, undefined, 2));
  } else {
    if (problems.length > 0) console.log(`${problems.join("\n")}\n`);
    console.log(serviceTable(services));
    if (result !== undefined) console.log(`\n${statusText(result)}`);
  }
  return problems.length === 0 && services.every(({ running, desired }) => running === desired) ? 0 : 1;
}
