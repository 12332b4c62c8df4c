import type { Report } from "../lib/report";
import { readStackConfig } from "../lib/stackConfig";
import type { Engine } from "./engine/connect";
import { ensureEngine } from "./engine/ensure";
import { engineHost, isLocal } from "./engine/host";
import type { Machine } from "./engine/labels";
import { ensureMachines } from "./engine/machines";
import { ensureSwarm } from "./engine/swarm";
import { devLock, ensureImages } from "./images/ensure";
import { ensureCli } from "./pulumi/cli";
import { ensureBackend, isEmbedded, type PulumiCli, pulumiEnvironment } from "./pulumi/environment";
import { ensurePlugins } from "./pulumi/plugins";

export interface SetUp {
  readonly pulumi: PulumiCli;
  readonly engine: Engine;
}

/**
 * Everything that a stack needs before Pulumi runs. Each step does nothing where nothing is missing.
 * @param machines what to label the swarm's nodes with; without it the swarm is left as it is
 */
export async function setUp(report: Report, stack: string, machines?: readonly Machine[]): Promise<SetUp> {
  const config = readStackConfig(stack);
  const host = engineHost(config.dockerHost);
  const engineReady = async (): Promise<Engine> => {
    const engine = await ensureEngine(report, host);
    await ensureSwarm(report, engine);
    if (machines !== undefined) await ensureMachines(report, engine, stack, machines, config.oneMachine);
    // Images of a stack with a committed lock come from its registry, as they were reviewed.
    if (isLocal(host) && config.imageLock === devLock) await ensureImages(report, engine);
    return engine;
  };
  // On a new machine, building the CLI and building images take minutes each: at once.
  const [pulumi, engine] = await Promise.all([setUpPulumi(report, host), engineReady()]);
  return { pulumi, engine };
}

/** The CLI, its backend and its plugins, which talk to the engine at a host. */
export async function setUpPulumi(report: Report, host: string): Promise<PulumiCli> {
  const path = await ensureCli(report);
  ensureBackend();
  const env = { ...pulumiEnvironment(path), DOCKER_HOST: host };
  await ensurePlugins(report, path, env);
  return { path, env, embedded: isEmbedded() };
}
