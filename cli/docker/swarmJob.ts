import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import type { ImageName } from "../../components/swarm/plan";
import { imageUsers } from "../../contracts/imageUsers";
import { serviceOutput } from "./logs";
import { type Mount, readStack, type Service, stackLabel } from "./swarm";
import { reasonOf } from "./taskWatch";

/** A program that runs once inside a cluster. */
export interface SwarmJob {
  readonly stack: string;
  readonly services: readonly Service[];
  /** Part of the service name: `status`. */
  readonly name: string;
  /** Image of the program. @default "reconciler" */
  readonly image?: ImageName;
  /** @default the command of the image */
  readonly command?: readonly string[];
  /** Service whose machine and volumes the job uses. @default any machine, no volumes */
  readonly sameMachineAs?: Service;
  readonly args: readonly string[];
  /** Networks to attach, by their names in the plan. */
  readonly networks: readonly string[];
  /** Secrets to mount. @default none */
  readonly secrets?: readonly { readonly id: string; readonly name: string; readonly path: string }[];
  /** Milliseconds from creation to completion. Includes scheduling and, the first time, the pull of the image. */
  readonly timeout: number;
}

/** User ID in the reconciler image. */
const user = String(imageUsers.reconciler);

/**
 * Runs a program inside the networks of a cluster, as a job of its swarm. This also works with a remote engine, and
 * needs no published port.
 * @returns the lines that it printed; undefined if no service of the stack has the image
 */
export async function runSwarmJob(docker: Docker, job: SwarmJob): Promise<string[] | undefined> {
  const images = job.services.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec.Image);
  const image = images.find((one) => new RegExp(`/${job.image ?? "reconciler"}[@:]`).test(one));
  if (image === undefined) return undefined;
  const name = `${job.stack}_${job.name}-${randomBytes(4).toString("hex")}`;
  const { id } = await docker.createService(jobService(name, image, job));
  try {
    await waitForCompletion(docker, name, job);
    return await serviceOutput(docker, id);
  } finally {
    await docker.getService(id).remove();
    await removeContainers(docker, name);
  }
}

/** Removes containers of a completed job. The engine sometimes leaves one, which would keep its volumes in use. */
async function removeContainers(docker: Docker, service: string): Promise<void> {
  const containers = await docker.listContainers({
    all: true,
    filters: { label: [`com.docker.swarm.service.name=${service}`] },
  });
  // The engine may remove them at the same time.
  await Promise.all(
    containers.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => undefined),
    ),
  );
}

function jobService(
  name: string,
  image: string,
  { stack, command, sameMachineAs, args, networks, secrets = [] }: SwarmJob,
): Docker.CreateServiceOptions {
  return {
    Name: name,
    // Its own namespace, because it is not a service of the stack.
    Labels: { [stackLabel]: name },
    Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        ...(command === undefined ? {} : { Command: [...command] }),
        Args: [...args],
        ReadOnly: true,
        Init: true,
        CapabilityDrop: ["ALL"],
        // As in all services: unknown names fail at once.
        DNSConfig: { Nameservers: ["127.0.0.1"], Options: ["ndots:0", "timeout:1", "attempts:1"] },
        Secrets: secrets.map((secret) => ({
          SecretID: secret.id,
          SecretName: secret.name,
          File: { Name: secret.path, UID: user, GID: user, Mode: 0o400 },
        })),
        Mounts: [
          { Type: "tmpfs", Source: "", Target: "/tmp", TmpfsOptions: { SizeBytes: 16 * 2 ** 20, Mode: 0o1777 } },
          ...volumesOf(sameMachineAs),
        ],
      },
      Resources: { Limits: { MemoryBytes: 256 * 2 ** 20 } },
      RestartPolicy: { Condition: "none" },
      Placement: { Constraints: sameMachineAs?.Spec.TaskTemplate.Placement?.Constraints ?? [] },
      Networks: networks.map((network) => ({ Target: `${stack}_${network}` })),
    },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

function volumesOf(service: Service | undefined): Mount[] {
  return (service?.Spec.TaskTemplate.ContainerSpec.Mounts ?? []).filter(({ Type }) => Type === "volume");
}

async function waitForCompletion(docker: Docker, namespace: string, { name, timeout }: SwarmJob): Promise<void> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const [task] = (await readStack(docker, namespace)).tasks;
    const state = task?.Status.State ?? "new";
    if (state === "complete") return;
    if (task !== undefined && ["failed", "rejected", "shutdown", "orphaned"].includes(state))
      throw new Error(`the job ${name} failed: ${reasonOf(task)}`);
    if (Date.now() > deadline)
      throw new Error(
        `the job ${name} was still ${state} after ${timeout / 1000} s: ${task?.Status.Err ?? "no reason given"}`,
      );
    await delay(150); // Swarm has no event for the end of a task on another node.
  }
}
