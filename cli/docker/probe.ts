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

/** The probe itself takes about 3 s at most; the rest is for the task to find its place, its networks and, the first time, its image. */
const patience = 30_000;

/** What services say of themselves, in their labels, that they can be asked. */
export function targetsOf(services: readonly Service[]): Target[] {
  const all = services.flatMap(({ Spec }) => {
    const label = Spec.Labels?.["apture.probe"];
    return label === undefined ? [] : [target.parse(JSON.parse(label))];
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
  kinds: readonly Target["kind"][] = target.shape.kind.options,
): Promise<ClusterStatus | undefined> {
  const targets = targetsOf(services).filter(({ kind }) => kinds.includes(kind));
  if (targets.length === 0) return undefined;
  const lines = await runSwarmJob(docker, {
    stack,
    services,
    what: "status",
    args: ["/opt/reconciler/status.js", JSON.stringify(targets.map(({ kind, url }) => ({ kind, url })))],
    networks: [...new Set(targets.map(({ network }) => network))],
    patience,
  });
  if (lines === undefined) return undefined;
  const line = lines.find((one) => one.startsWith("{"));
  if (line === undefined) throw new Error("the probe printed nothing");
  return clusterStatus.parse(JSON.parse(line));
}
