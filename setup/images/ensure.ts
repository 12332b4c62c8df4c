import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { readCache, writeCache, writeJson } from "../../lib/cacheFile";
import { inProject } from "../../lib/paths";
import type { Report } from "../../lib/report";
import { devImageLock } from "../../lib/stackConfig";
import type { Engine } from "../engine/connect";
import { ensureBase } from "./base";
import { build } from "./build";
import { buildImages } from "./buildImages";
import { hasDigest, push, registryAnswers, registryIsOld, startRegistry } from "./registry";
import { find, type HashedImage, imagesOfProject } from "./sources";

/** What was pushed last: the hash of its sources and the reference by digest. */
const pushed = z.record(z.string(), z.object({ hash: z.string(), reference: z.string() }));
type Pushed = z.output<typeof pushed>;

/** Where a stack finds the digests of images built on this machine (`apture:imageLock`). */
export const devLock = devImageLock;
const lockFile = inProject(devLock);

/** Builds and pushes what changed under `images/`, and writes the digests for the stack's program to read. */
export async function ensureImages(report: Report, { docker }: Engine): Promise<void> {
  await report.step("Images", async (step) => {
    const images = await imagesOfProject();
    const registryImage = find(images, "registry");
    const services = images.filter((image) => image !== registryImage);
    const registryReady = (await registryAnswers()) && !(await registryIsOld(docker, registryImage));
    const before = readCache("images", pushed) ?? {};
    const stale = registryReady ? await changed(services, before) : services;

    if (!registryReady || stale.length > 0) await ensureBase(docker, step);
    if (!registryReady) {
      await report.step("Image registry", async (own) => {
        own.doing("building and starting it");
        await build(docker, registryImage, []);
        await startRegistry(docker, registryImage);
        own.done("on loopback, port 5000");
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
      // What was pushed before another one failed need not be built again.
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

/** Those whose sources changed, and those that the registry has lost: another engine, or a deleted volume. */
async function changed(images: readonly HashedImage[], before: Pushed): Promise<HashedImage[]> {
  const good = await Promise.all(
    images.map(async ({ name, hash }) => before[name]?.hash === hash && (await hasDigest(before[name].reference))),
  );
  return images.filter((_, index) => !good[index]);
}

function writeLock(all: Pushed): void {
  const lock = Object.fromEntries(Object.entries(all).map(([name, { reference }]) => [name, reference]));
  const text = existsSync(lockFile) ? readFileSync(lockFile, "utf8") : "";
  if (text !== `${JSON.stringify(lock, undefined, 2)}\n`) writeJson(lockFile, lock);
}
