import type Docker from "dockerode";
import { type ClusterStatus, clusterStatus } from "../../contracts/clusterStatus";
import { type Probe, type ProbeKind, type ProbeTarget, probeLabel, probe as probeSchema } from "../../contracts/probe";
import { programPath } from "../../contracts/reconcilerFiles";
import type { Service } from "./swarm";
import { runSwarmJob } from "./swarmJob";

/**
 * The probe takes at most about 3 s. The rest is for scheduling the task, attaching its networks and pulling its image.
 */
const timeout = 30_000;

/** The probe targets in the labels of the services. */
export function targetsOf(services: readonly Service[]): Probe[] {
  const all = services.flatMap(({ Spec }) => {
    const label = Spec.Labels?.[probeLabel];
    return label === undefined ? [] : [probeSchema.parse(JSON.parse(label))];
  });
  return all.filter((one, index) => all.findIndex(({ url }) => url === one.url) === index);
}

/**
 * Probes a cluster from inside its networks.
 * @param kinds kinds of targets to probe; all by default
 * @returns undefined if there is no target, or no image to run the probe with
 */
export async function probe(
  docker: Docker,
  stack: string,
  services: readonly Service[],
  kinds?: readonly ProbeKind[],
): Promise<ClusterStatus | undefined> {
  const targets = targetsOf(services).filter(({ kind }) => kinds?.includes(kind) ?? true);
  if (targets.length === 0) return undefined;
  const lines = await runSwarmJob(docker, {
    stack,
    services,
    name: "status",
    args: [programPath("status"), JSON.stringify(targets.map(({ kind, url }): ProbeTarget => ({ kind, url })))],
    networks: [...new Set(targets.map(({ network }) => network))],
    timeout,
  });
  if (lines === undefined) return undefined;
  const line = lines.find((one) => one.startsWith("{"));
  if (line === undefined) throw new Error("the status probe printed no result");
  return clusterStatus.parse(JSON.parse(line));
}
