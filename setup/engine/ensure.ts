import { Problem } from "../../lib/problem";
import type { Report } from "../../lib/report";
import { connect, type Engine } from "./connect";
import { isLocal } from "./host";
import { installDocker, startDocker } from "./install";

/** An engine that answers is used as it is. One on this machine is installed and started where that can be done without asking. */
export function ensureEngine(report: Report, host: string): Promise<Engine> {
  return report.step("Docker engine", async (step) => {
    let engine = await connect(host);
    if ("unreachable" in engine && isLocal(host)) {
      await installDocker(step);
      await startDocker(step, host);
      engine = await connect(host);
    }
    if ("unreachable" in engine) throw noAnswer(host, engine.unreachable);
    step.done(`${engine.version} at ${host}`);
    return engine;
  });
}

/** For commands that need a running cluster and make none. */
export async function requireEngine(host: string): Promise<Engine> {
  const engine = await connect(host);
  if ("unreachable" in engine) throw noAnswer(host, engine.unreachable);
  return engine;
}

const noAnswer = (host: string, reason: string) =>
  new Problem(
    `the Docker engine at ${host} does not answer (${reason}); start it, or name another one with DOCKER_HOST.`,
  );
