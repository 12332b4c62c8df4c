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
 * Images whose sources differ from those that a lock's reference was built from, which is its tag: `registry.example.com/apture/app:<sources>@sha256:...`.
 * The same sources make other digests on another day or machine; what has not changed stays as it was reviewed, and restarts nothing.
 */
export function dueForRelease<T extends { readonly name: string; readonly hash: string }>(
  images: readonly T[],
  repository: string,
  lock: Readonly<Record<string, string>>,
): T[] {
  return images.filter((image) => lock[image.name]?.startsWith(`${taggedIn(repository, image)}@`) !== true);
}

export interface Released {
  /** By tag and digest, for the lock. */
  readonly reference: string;
  /** Its Debian packages and their versions, a line each. */
  readonly packages: string;
}

/** Builds images and pushes them with the Docker CLI, which knows its user's credentials. @throws Problem where a registry takes one not */
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
        `${tagged} was not pushed; is docker login ${repository.split("/")[0]} missing?\n${messageOf(error)}`,
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

/** What the registry calls it, as the engine remembers since the push. */
async function digestOf(docker: Docker, name: string, tagged: string): Promise<string> {
  const { RepoDigests } = await docker.getImage(tagged).inspect();
  const digest = RepoDigests.map((one) => one.split("@")).find(([repository]) => repository === name)?.[1];
  if (digest === undefined) throw new Problem(`the registry took ${tagged} without telling its digest.`);
  return digest;
}
