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

export interface SetUpOptions {
  /** Machines to label the nodes of the swarm with. @default the labels are not changed */
  readonly machines?: readonly Machine[];
  /** Runs before the nodes are labeled, and rejects to stop the set-up. */
  readonly check?: (engine: Engine, pulumi: Promise<PulumiCli>) => Promise<void>;
}

/** Provides everything that a stack needs before Pulumi runs. Steps that are already done are skipped. */
export async function setUp(report: Report, stack: string, { machines, check }: SetUpOptions = {}): Promise<SetUp> {
  const config = readStackConfig(stack);
  const host = engineHost(config.dockerHost);
  // On a new machine the CLI and the images take minutes each, so they are built at the same time.
  const pulumi = setUpPulumi(report, host);
  const setUpEngine = async (): Promise<Engine> => {
    const engine = await ensureEngine(report, host);
    await ensureSwarm(report, engine);
    const prepareNodes = async () => {
      await check?.(engine, pulumi);
      if (machines !== undefined) await ensureMachines(report, engine, stack, machines, config.oneMachine);
    };
    // The images of a stack with a committed lock file come from its registry.
    const buildsImages = isLocal(host) && config.imageLock === devLock;
    await Promise.all([prepareNodes(), buildsImages ? ensureImages(report, engine) : undefined]);
    return engine;
  };
  const [cli, engine] = await Promise.all([pulumi, setUpEngine()]);
  return { pulumi: cli, engine };
}

/** Provides the CLI, its backend and its plugins, for an engine at a host. */
export async function setUpPulumi(report: Report, host: string): Promise<PulumiCli> {
  const path = await ensureCli(report);
  ensureBackend();
  const env = { ...pulumiEnvironment(path), DOCKER_HOST: host };
  await ensurePlugins(report, path, env);
  return { path, env, embedded: isEmbedded() };
}
