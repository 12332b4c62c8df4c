import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import type { Report } from "../../lib/report";
import type { Engine } from "./connect";
import { isLocal } from "./host";

/** Creates a swarm of one node on a local engine. An engine in an existing swarm must be a manager. */
export function ensureSwarm(report: Report, engine: Engine): Promise<void> {
  return report.step("Swarm", async (step) => {
    const before = (await swarmState(engine.docker)).LocalNodeState;
    if (before === "inactive" && !isLocal(engine.host)) {
      throw new Problem(
        `the Docker engine at ${engine.host} is not in a swarm; run docker swarm init there, and docker swarm ` +
          "join on the other machines.",
      );
    }
    if (before === "inactive")
      await engine.docker.swarmInit({ AdvertiseAddr: "127.0.0.1", ListenAddr: "127.0.0.1:2377" });
    const { LocalNodeState, ControlAvailable, Nodes } = await swarmState(engine.docker);
    if (LocalNodeState !== "active") throw new Problem(`the swarm is ${LocalNodeState}; see docker info.`);
    if (!ControlAvailable)
      throw new Problem(`the Docker engine at ${engine.host} is a Swarm worker; set DOCKER_HOST to a manager.`);
    step.done(`${Nodes ?? 1} ${Nodes === 1 ? "machine" : "machines"}${before === "inactive" ? ", new" : ""}`);
  });
}

async function swarmState(
  docker: Docker,
): Promise<{ LocalNodeState: string; ControlAvailable: boolean; Nodes?: number }> {
  return (await docker.info()).Swarm;
}
