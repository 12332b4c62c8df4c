import type Docker from "dockerode";
import { messageOf, Problem } from "../../lib/problem";
import type { Report } from "../../lib/report";
import { run } from "../../lib/run";
import type { Engine } from "../engine/connect";
import { ensureBase } from "./base";
import { localReference } from "./build";
import { buildImages } from "./buildImages";
import { type HashedImage, taggedIn, tagOf } from "./sources";

/**
 * Images whose sources changed since the lock file was written. The tag in the lock file is the hash of the sources:
 * `registry.example.com/apture/app:<hash>@sha256:...`. A rebuild of equal sources would give another digest and restart
 * services, so the reviewed images stay.
 */
export function dueForRelease<T extends { readonly name: string; readonly hash: string }>(
  images: readonly T[],
  repository: string,
  lock: Readonly<Record<string, string>>,
): T[] {
  return images.filter((image) => lock[image.name]?.startsWith(`${taggedIn(repository, image)}@`) !== true);
}

export interface Released {
  /** Reference by tag and digest, for the lock file. */
  readonly reference: string;
  /** Its Debian packages with their versions, one a line. */
  readonly packages: string;
}

/**
 * Builds images and pushes them with the Docker CLI, which has the credentials of its user.
 * @throws Problem if a push fails
 */
export async function pushRelease(
  report: Report,
  { docker, host }: Engine,
  repository: string,
  due: readonly HashedImage[],
  all: readonly HashedImage[],
): Promise<Readonly<Record<string, Released>>> {
  await report.step("Base image", (step) => ensureBase(docker, step));
  const released: Record<string, Released> = {};
  await buildImages(report, docker, due, all, async (image) => {
    const name = `${repository}/${image.name}`;
    const tagged = taggedIn(repository, image);
    await docker.getImage(localReference(image)).tag({ repo: name, tag: tagOf(image) });
    await run("docker", ["--host", host, "push", "--quiet", tagged]).catch((error: unknown) => {
      throw new Problem(
        `${tagged} could not be pushed; log in with docker login ${repository.split("/")[0]} if ` +
          `needed.\n${messageOf(error)}`,
      );
    });
    const packages = await run("docker", [
      "--host",
      host,
      "run",
      "--rm",
      "--network",
      "none",
      "--entrypoint",
      "dpkg-query",
      tagged,
      "-W",
    ]);
    released[image.name] = { reference: `${tagged}@${await digestOf(docker, name, tagged)}`, packages };
  });
  return released;
}

/** The digest in the registry, which the engine records during the push. */
async function digestOf(docker: Docker, name: string, tagged: string): Promise<string> {
  const { RepoDigests } = await docker.getImage(tagged).inspect();
  const digest = RepoDigests.map((one) => one.split("@")).find(([repository]) => repository === name)?.[1];
  if (digest === undefined) throw new Problem(`the registry accepted ${tagged} but returned no digest.`);
  return digest;
}
