import type Docker from "dockerode";
import * as z from "zod";
import { type ClusterStatus, clusterStatus } from "../../contracts/clusterStatus";
import type { Service } from "./swarm";
import { runSwarmJob } from "./swarmJob";

const target = z.object({
  kind: z.enum(["haproxy", "rabbitmq", "patroni", "database", "worker", "outbox", "backup"]),
  network: z.string(),
  url: z.string(),
});
export type Target = z.output<typeof target>;

/**
 * The probe takes at most about 3 s. The rest is for scheduling the task, attaching its networks and pulling its image.
 */
const timeout = 30_000;

/** The probe targets in the labels of the services. */
export function targetsOf(services: readonly Service[]): Target[] {
  const all = services.flatMap(({ Spec }) => {
    const label = Spec.Labels?.["apture.probe"];
    return label === undefined ? [] : [target.parse(JSON.parse(label))];
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
  kinds: readonly Target["kind"][] = target.shape.kind.options,
): Promise<ClusterStatus | undefined> {
  const targets = targetsOf(services).filter(({ kind }) => kinds.includes(kind));
  if (targets.length === 0) return undefined;
  const lines = await runSwarmJob(docker, {
    stack,
    services,
    name: "status",
    args: ["/opt/reconciler/status.js", JSON.stringify(targets.map(({ kind, url }) => ({ kind, url })))],
    networks: [...new Set(targets.map(({ network }) => network))],
    timeout,
  });
  if (lines === undefined) return undefined;
  const line = lines.find((one) => one.startsWith("{"));
  if (line === undefined) throw new Error("the status probe printed no result");
  return clusterStatus.parse(JSON.parse(line));
}
