import type Docker from "dockerode";
import { silentReport } from "../../../lib/report";
import { buildImages, buildWithParents } from "../../../setup/images/buildImages";
import type { HashedImage } from "../../../setup/images/sources";

/** An engine that already has every image. */
const docker = { getImage: () => ({ inspect: async () => ({}) }) } as unknown as Docker;

const image = (name: string, ...parents: string[]): HashedImage => ({ name, parents, files: [], hash: name });

/** Pushes take one turn of the event loop each. */
function recorder(fail?: string) {
  const pushed: string[] = [];
  const active = { now: 0, most: 0 };
  const push = async ({ name }: HashedImage) => {
    active.now += 1;
    active.most = Math.max(active.most, active.now);
    await new Promise(setImmediate);
    active.now -= 1;
    if (name === fail) throw new Error(`${name} failed`);
    pushed.push(name);
  };
  return { pushed, active, push };
}

test("builds two images at a time", async () => {
  const { pushed, active, push } = recorder();
  const images = ["a", "b", "c", "d", "e"].map((name) => image(name));
  await buildImages(silentReport, docker, images, images, push);
  expect(pushed.sort()).toEqual(["a", "b", "c", "d", "e"]);
  expect(active).toEqual({ now: 0, most: 2 });
});

test("builds parents before children, each once, and pushes only images that are due", async () => {
  const { pushed, push } = recorder();
  const [base, app, web, jobs] = [image("base"), image("app", "base"), image("web", "app"), image("jobs", "app")];
  await buildImages(silentReport, docker, [jobs, web, app], [base, app, web, jobs], push);
  expect(pushed[0]).toBe("app");
  expect(pushed.slice(1).sort()).toEqual(["jobs", "web"]);
});

test("a failure does not stop the other images, and is thrown after them", async () => {
  const { pushed, active, push } = recorder("a");
  const images = ["a", "b", "c"].map((name) => image(name));
  await expect(buildImages(silentReport, docker, images, images, push)).rejects.toThrow("a failed");
  expect(pushed).toEqual(["b", "c"]);
  expect(active.now).toBe(0);
});

test("builds the parents of a single image first", async () => {
  const inspected: string[] = [];
  const recording = {
    getImage: (reference: string) => ({ inspect: async () => inspected.push(reference) }),
  } as unknown as Docker;
  const [base, tools, registry] = [image("base"), image("tools", "base"), image("registry", "tools")];
  await buildWithParents(recording, registry, [base, tools, image("other"), registry]);
  expect(inspected).toEqual(["apture/base:base", "apture/tools:tools", "apture/registry:registry"]);
});
