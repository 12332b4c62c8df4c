import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import { isNotFound, localReference } from "./build";
import { type HashedImage, tagOf } from "./sources";
import { follow } from "./stream";

/** Engines trust a registry on the loopback address without TLS. */
export const registry = "127.0.0.1:5000";
const name = "apture-registry";

export async function registryAnswers(): Promise<boolean> {
  try {
    return (await fetch(`http://${registry}/v2/`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

/** Runs the registry as a container that restarts with the engine. A volume holds its images. */
export async function startRegistry(docker: Docker, image: HashedImage): Promise<void> {
  await removeContainer(docker);
  const container = await docker.createContainer({
    name,
    Image: localReference(image),
    Labels: { "apture.hash": image.hash },
    ExposedPorts: { "5000/tcp": {} },
    HostConfig: {
      RestartPolicy: { Name: "always" },
      PortBindings: { "5000/tcp": [{ HostIp: "127.0.0.1", HostPort: "5000" }] },
      Mounts: [{ Type: "volume", Source: name, Target: "/var/lib/docker-registry" }],
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      Tmpfs: { "/tmp": "" },
      Init: true,
    },
  });
  await container.start();
  const deadline = Date.now() + 30_000;
  while (!(await registryAnswers())) {
    const { State } = await container.inspect();
    if (!State.Running || State.Restarting || Date.now() > deadline) {
      throw new Problem(`the image registry at ${registry} did not start; see docker logs ${name}.`);
    }
    await delay(50);
  }
}

/** Whether the running registry was built from other sources. */
export async function registryIsOld(docker: Docker, image: HashedImage): Promise<boolean> {
  try {
    return (await docker.getContainer(name).inspect()).Config.Labels["apture.hash"] !== image.hash;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function removeContainer(docker: Docker): Promise<void> {
  try {
    await docker.getContainer(name).remove({ force: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Whether the registry has the image of a reference by digest. */
export async function hasDigest(reference: string): Promise<boolean> {
  const [, repository, digest] = /^[^/]+\/(.+)@(.+)$/.exec(reference) ?? [];
  const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";
  try {
    const url = `http://${registry}/v2/${repository}/manifests/${digest}`;
    return (await fetch(url, { method: "HEAD", headers: { accept }, signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

/** Pushes a built image and returns its reference by digest for the services. */
export async function push(docker: Docker, image: HashedImage): Promise<string> {
  const repository = `${registry}/apture/${image.name}`;
  const tag = tagOf(image);
  await docker.getImage(localReference(image)).tag({ repo: repository, tag });
  const answer = await docker
    .getImage(`${repository}:${tag}`)
    .push({ authconfig: { username: "", password: "", serveraddress: registry } });
  const digest = (await follow(docker, answer)).map(({ aux }) => aux?.Digest).find((one) => one !== undefined);
  if (digest === undefined)
    throw new Problem(`the registry at ${registry} accepted ${image.name} but returned no digest.`);
  return `${repository}@${digest}`;
}
