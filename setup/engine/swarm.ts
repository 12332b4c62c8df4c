import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import type { Report } from "../../lib/report";
import type { Engine } from "./connect";
import { isLocal } from "./host";

/** One machine is a swarm of one. An engine that is in a swarm is left in it, and must be a manager. */
export function ensureSwarm(report: Report, engine: Engine): Promise<void> {
  return report.step("Swarm", async (step) => {
    const before = (await state(engine.docker)).LocalNodeState;
    if (before === "inactive" && !isLocal(engine.host)) {
      throw new Problem(
        `the engine at ${engine.host} is in no swarm; run docker swarm init there, and docker swarm join on the other machines.`,
      );
    }
    if (before === "inactive")
      await engine.docker.swarmInit({ AdvertiseAddr: "127.0.0.1", ListenAddr: "127.0.0.1:2377" });
    const { LocalNodeState, ControlAvailable, Nodes } = await state(engine.docker);
    if (LocalNodeState !== "active")
      throw new Problem(`the engine's swarm is ${LocalNodeState}; docker info tells why.`);
    if (!ControlAvailable)
      throw new Problem(`the engine at ${engine.host} is a worker of its swarm; use a manager's, with DOCKER_HOST.`);
    step.done(`${Nodes ?? 1} ${Nodes === 1 ? "machine" : "machines"}${before === "inactive" ? ", new" : ""}`);
  });
}

async function state(docker: Docker): Promise<{ LocalNodeState: string; ControlAvailable: boolean; Nodes?: number }> {
  return (await docker.info()).Swarm;
}
