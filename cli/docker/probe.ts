import type Docker from "dockerode";
import { type ClusterStatus, clusterStatus } from "../../contracts/clusterStatus";
import { type Probe, type ProbeKind, type ProbeTarget, probeLabel, probe as probeSchema } from "../../contracts/probe";
import { programPath } from "../../contracts/reconcilerFiles";
import type { Service } from "./swarm";
import { runSwarmJob } from "./swarmJob";

/** The probe itself takes about 3 s at most; the rest is for the task to find its place, its networks and, the first time, its image. */
const patience = 30_000;

/** What services say of themselves, in their labels, that they can be asked. */
export function targetsOf(services: readonly Service[]): Probe[] {
  const all = services.flatMap(({ Spec }) => {
    const label = Spec.Labels?.[probeLabel];
    return label === undefined ? [] : [probeSchema.parse(JSON.parse(label))];
  });
  return all.filter((one, index) => all.findIndex(({ url }) => url === one.url) === index);
}

/**
 * Asks a cluster from inside its networks.
 * @param kinds of what is asked; everything unless told
 * @returns undefined where there is nothing to ask, or nothing to ask with
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
    what: "status",
    args: [programPath("status"), JSON.stringify(targets.map(({ kind, url }): ProbeTarget => ({ kind, url })))],
    networks: [...new Set(targets.map(({ network }) => network))],
    patience,
  });
  if (lines === undefined) return undefined;
  const line = lines.find((one) => one.startsWith("{"));
  if (line === undefined) throw new Error("the probe printed nothing");
  return clusterStatus.parse(JSON.parse(line));
}
