import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import type { ImageName } from "../../components/swarm/plan";
import { imageUsers } from "../../contracts/imageUsers";
import { serviceOutput } from "./logs";
import { type Mount, readStack, type Service } from "./swarm";
import { reasonOf } from "./taskWatch";

/** A program to be run inside a cluster for a moment. */
export interface SwarmJob {
  readonly stack: string;
  readonly services: readonly Service[];
  /** What it does, for its service's name: `status`. */
  readonly what: string;
  /** Of which image it is. @default "reconciler" */
  readonly image?: ImageName;
  /** The program, where it is not the image's own. */
  readonly command?: readonly string[];
  /** Runs where this service does, with its volumes. @default anywhere, with none */
  readonly beside?: Service;
  readonly args: readonly string[];
  /** Networks that it joins, as plans name them. */
  readonly networks: readonly string[];
  /** Secrets that it mounts. @default none */
  readonly secrets?: readonly { readonly id: string; readonly name: string; readonly path: string }[];
  /** Milliseconds until it is given up, less some for the task to find its place and, the first time, its image. */
  readonly patience: number;
}

const user = String(imageUsers.reconciler);

/**
 * Runs a program inside a cluster's networks: a job that runs for a moment as a service of its swarm. So it works as well where the
 * engine is remote, and nothing needs to be published for it.
 * @returns the lines that it printed; `undefined` where the stack has nothing to run it with
 */
export async function runSwarmJob(docker: Docker, inside: SwarmJob): Promise<string[] | undefined> {
  const images = inside.services.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec.Image);
  const image = images.find((one) => new RegExp(`/${inside.image ?? "reconciler"}[@:]`).test(one));
  if (image === undefined) return undefined;
  const name = `${inside.stack}_${inside.what}-${randomBytes(4).toString("hex")}`;
  const { id } = await docker.createService(job(name, image, inside));
  try {
    await untilDone(docker, name, inside);
    return await serviceOutput(docker, id);
  } finally {
    await docker.getService(id).remove();
    await removeContainers(docker, name);
  }
}

/** What the engine at times leaves of a job that is complete when its service goes: a container, which would hold on to its volumes. */
async function removeContainers(docker: Docker, service: string): Promise<void> {
  const left = await docker.listContainers({
    all: true,
    filters: { label: [`com.docker.swarm.service.name=${service}`] },
  });
  // The engine may be about to do so itself.
  await Promise.all(
    left.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => undefined),
    ),
  );
}

function job(
  name: string,
  image: string,
  { stack, command, beside, args, networks, secrets = [] }: SwarmJob,
): Docker.CreateServiceOptions {
  return {
    Name: name,
    // A namespace of its own: it is none of the stack's services.
    Labels: { "com.docker.stack.namespace": name },
    Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        ...(command === undefined ? {} : { Command: [...command] }),
        Args: [...args],
        ReadOnly: true,
        Init: true,
        CapabilityDrop: ["ALL"],
        // As in every service of ours: a name that the engine does not know is refused at once.
        DNSConfig: { Nameservers: ["127.0.0.1"], Options: ["ndots:0", "timeout:1", "attempts:1"] },
        Secrets: secrets.map((secret) => ({
          SecretID: secret.id,
          SecretName: secret.name,
          File: { Name: secret.path, UID: user, GID: user, Mode: 0o400 },
        })),
        Mounts: [
          { Type: "tmpfs", Source: "", Target: "/tmp", TmpfsOptions: { SizeBytes: 16 * 2 ** 20, Mode: 0o1777 } },
          ...volumesOf(beside),
        ],
      },
      Resources: { Limits: { MemoryBytes: 256 * 2 ** 20 } },
      RestartPolicy: { Condition: "none" },
      Placement: { Constraints: beside?.Spec.TaskTemplate.Placement?.Constraints ?? [] },
      Networks: networks.map((network) => ({ Target: `${stack}_${network}` })),
    },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

function volumesOf(service: Service | undefined): Mount[] {
  return (service?.Spec.TaskTemplate.ContainerSpec.Mounts ?? []).filter(({ Type }) => Type === "volume");
}

async function untilDone(docker: Docker, namespace: string, { what, patience }: SwarmJob): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const [task] = (await readStack(docker, namespace)).tasks;
    const state = task?.Status.State ?? "new";
    if (state === "complete") return;
    if (task !== undefined && ["failed", "rejected", "shutdown", "orphaned"].includes(state))
      throw new Error(`the task of ${what} failed: ${reasonOf(task)}`);
    if (Date.now() > deadline)
      throw new Error(
        `the task of ${what} was still ${state} after ${patience / 1000} s: ${task?.Status.Err ?? "no reason given"}`,
      );
    await delay(150); // Swarm has no event for the end of a task on another machine.
  }
}
