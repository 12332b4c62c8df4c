import type Docker from "dockerode";
import pLimit from "p-limit";
import { allSettled } from "../../lib/allSettled";
import type { Report } from "../../lib/report";
import { build } from "./build";
import { find, type HashedImage } from "./sources";

/**
 * Builds and pushes images, two at a time, parents before children. A parent that is not due may be missing on the
 * engine, so it is built but not pushed.
 * @param due images to build and push
 * @param all all images in build order
 */
export async function buildImages(
  report: Report,
  docker: Docker,
  due: readonly HashedImage[],
  all: readonly HashedImage[],
  push: (image: HashedImage) => Promise<void>,
): Promise<void> {
  const limit = pLimit(2);
  const started = new Map<string, Promise<void>>();
  const buildOnce = (image: HashedImage): Promise<void> => {
    const work = started.get(image.name) ?? buildAfterParents(image);
    started.set(image.name, work);
    return work;
  };
  const buildAfterParents = async (image: HashedImage): Promise<void> => {
    const parents = image.parents.map((name) => find(all, name));
    await Promise.all(parents.map(buildOnce));
    await limit(() =>
      due.includes(image)
        ? report.step(`Image ${image.name}`, async (step) => {
            await build(docker, image, parents);
            await push(image);
            step.done("built and pushed");
          })
        : build(docker, image, parents),
    );
  };
  await allSettled(due.map(buildOnce));
}

/** Builds an image after its parents, without pushing them. */
export async function buildWithParents(docker: Docker, image: HashedImage, all: readonly HashedImage[]): Promise<void> {
  const parents = image.parents.map((name) => find(all, name));
  for (const parent of parents) await buildWithParents(docker, parent, all);
  await build(docker, image, parents);
}
