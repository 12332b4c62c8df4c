import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { readCache, writeCache, writeJson } from "../../lib/cacheFile";
import { inProject } from "../../lib/paths";
import type { Report } from "../../lib/report";
import { devImageLock } from "../../lib/stackConfig";
import type { Engine } from "../engine/connect";
import { ensureBase } from "./base";
import { buildImages, buildWithParents } from "./buildImages";
import { hasDigest, push, registryAnswers, registryIsOld, startRegistry } from "./registry";
import { find, type HashedImage, imagesOfProject } from "./sources";

/** The last pushed images: hash of the sources and reference by digest. */
const pushed = z.record(z.string(), z.object({ hash: z.string(), reference: z.string() }));
type Pushed = z.output<typeof pushed>;

/** The lock file for images built on this machine (`apture:imageLock`). */
export const devLock = devImageLock;
const lockFile = inProject(devLock);

/** Builds and pushes changed images, and writes their digests to the lock file. */
export async function ensureImages(report: Report, { docker }: Engine): Promise<void> {
  await report.step("Images", async (step) => {
    const images = await imagesOfProject();
    const registryImage = find(images, "registry");
    const services = images.filter((image) => image !== registryImage);
    const registryReady = (await registryAnswers()) && !(await registryIsOld(docker, registryImage));
    const before = readCache("images", pushed) ?? {};
    const stale = registryReady ? await staleImages(services, before) : services;

    if (!registryReady || stale.length > 0) await ensureBase(docker, step);
    if (!registryReady) {
      await report.step("Image registry", async (registryStep) => {
        registryStep.doing("building and starting it");
        await buildWithParents(docker, registryImage, images);
        await startRegistry(docker, registryImage);
        registryStep.done("on loopback, port 5000");
      });
    }
    const all: Pushed = Object.fromEntries(
      Object.entries(before).filter(([name]) => services.some((one) => one.name === name)),
    );
    try {
      await buildImages(report, docker, stale, images, async (image) => {
        all[image.name] = { hash: image.hash, reference: await push(docker, image) };
      });
    } finally {
      // Images pushed before a failure need not be built again.
      writeCache("images", all);
    }
    writeLock(all);
    step.done(
      stale.length === 0
        ? `${services.length}, none changed`
        : `${stale.length} of ${services.length} built and pushed`,
    );
  });
}

/** Images with changed sources, and images missing in the registry: another engine, or a deleted volume. */
async function staleImages(images: readonly HashedImage[], before: Pushed): Promise<HashedImage[]> {
  const current = await Promise.all(
    images.map(async ({ name, hash }) => before[name]?.hash === hash && (await hasDigest(before[name].reference))),
  );
  return images.filter((_, index) => !current[index]);
}

function writeLock(all: Pushed): void {
  const lock = Object.fromEntries(Object.entries(all).map(([name, { reference }]) => [name, reference]));
  const text = existsSync(lockFile) ? readFileSync(lockFile, "utf8") : "";
  if (text !== `${JSON.stringify(lock, undefined, 2)}\n`) writeJson(lockFile, lock);
}
