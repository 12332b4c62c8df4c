import { Problem } from "../../lib/problem";
import type { Report } from "../../lib/report";
import { connect, type Engine } from "./connect";
import { isLocal } from "./host";
import { installDocker, startDocker } from "./install";

/** Uses an engine that answers as it is. Installs and starts a local engine if this process may do so. */
export function ensureEngine(report: Report, host: string): Promise<Engine> {
  return report.step("Docker engine", async (step) => {
    let engine = await connect(host);
    if ("unreachable" in engine && isLocal(host)) {
      await installDocker(step);
      await startDocker(step, host);
      engine = await connect(host);
    }
    if ("unreachable" in engine) throw unreachable(host, engine.unreachable);
    step.done(`${engine.version} at ${host}`);
    return engine;
  });
}

/** Connects to an engine for commands that need a running cluster. @throws Problem */
export async function requireEngine(host: string): Promise<Engine> {
  const engine = await connect(host);
  if ("unreachable" in engine) throw unreachable(host, engine.unreachable);
  return engine;
}

const unreachable = (host: string, reason: string) =>
  new Problem(
    `the Docker engine at ${host} does not answer (${reason}); start it, or set DOCKER_HOST to another engine.`,
  );
