import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import * as z from "zod";
import { type ClusterStatus, clusterStatus } from "./clusterStatus";
import { serviceOutput } from "./logs";
import { readStack, type Service } from "./swarm";
import { reasonOf } from "./watch";

const target = z.object({ kind: z.enum(["haproxy", "rabbitmq", "patroni", "worker"]), network: z.string(), url: z.string() });
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
 * Asks a cluster from inside its networks: by a job that runs for a moment as a service of its swarm. So it works as well where the
 * engine is remote, and nothing needs to be published for it.
 * @returns undefined where there is nothing to ask, or nothing to ask with
 */
export async function probe(docker: Docker, stack: string, services: readonly Service[]): Promise<ClusterStatus | undefined> {
  const targets = targetsOf(services);
  const image = services.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec.Image).find((one) => /\/reconciler[@:]/.test(one));
  if (targets.length === 0 || image === undefined) return undefined;

  const name = `${stack}_status-${randomBytes(4).toString("hex")}`;
  // A namespace of its own: it is none of the stack's services.
  const namespace = name;
  const { id } = await docker.createService(job(name, namespace, image, stack, targets));
  try {
    await untilDone(docker, namespace);
    const line = (await serviceOutput(docker, id)).find((one) => one.startsWith("{"));
    if (line === undefined) throw new Error("the probe printed nothing");
    return clusterStatus.parse(JSON.parse(line));
  } finally {
    await docker.getService(id).remove();
  }
}

function job(name: string, namespace: string, image: string, stack: string, targets: readonly Target[]): Docker.CreateServiceOptions {
  return {
    Name: name,
    Labels: { "com.docker.stack.namespace": namespace },
    Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Args: ["/opt/reconciler/status.js", JSON.stringify(targets.map(({ kind, url }) => ({ kind, url })))],
        ReadOnly: true,
        Init: true,
        CapabilityDrop: ["ALL"],
      },
      Resources: { Limits: { MemoryBytes: 256 * 2 ** 20 } },
      RestartPolicy: { Condition: "none" },
      Networks: [...new Set(targets.map(({ network }) => `${stack}_${network}`))].map((Target) => ({ Target })),
    },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

async function untilDone(docker: Docker, namespace: string): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const [task] = (await readStack(docker, namespace)).tasks;
    const state = task?.Status.State ?? "new";
    if (state === "complete") return;
    if (task !== undefined && ["failed", "rejected", "shutdown", "orphaned"].includes(state)) throw new Error(`the probe failed: ${reasonOf(task)}`);
    if (Date.now() > deadline) throw new Error(`the probe was still ${state} after ${patience / 1000} s: ${task?.Status.Err ?? "no reason given"}`);
    await delay(150); // Swarm has no event for the end of a task on another machine.
  }
}
