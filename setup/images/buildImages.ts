import type Docker from "dockerode";
import type { Report } from "../../lib/report";
import { allSettled, Semaphore } from "../../lib/semaphore";
import { build } from "./build";
import { find, type HashedImage } from "./sources";

/**
 * Builds images and pushes them, two at a time, a child after its parents. A parent that need not be pushed may still be missing on the engine.
 * @param all in build order, with the parents of those that are due
 */
export async function buildImages(
  report: Report,
  docker: Docker,
  due: readonly HashedImage[],
  all: readonly HashedImage[],
  push: (image: HashedImage) => Promise<void>,
): Promise<void> {
  const slots = new Semaphore(2);
  const begun = new Map<string, Promise<void>>();
  const make = (image: HashedImage): Promise<void> => {
    const before = begun.get(image.name);
    if (before !== undefined) return before;
    const work = afterParents(image);
    begun.set(image.name, work);
    return work;
  };
  const afterParents = async (image: HashedImage): Promise<void> => {
    const parents = image.parents.map((name) => find(all, name));
    await Promise.all(parents.map(make));
    await slots.pass(() =>
      due.includes(image)
        ? report.step(`Image ${image.name}`, async (step) => {
            await build(docker, image, parents);
            await push(image);
            step.done("built and pushed");
          })
        : build(docker, image, parents),
    );
  };
  await allSettled(due.map(make));
}
