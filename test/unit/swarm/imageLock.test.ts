import { readImageLock } from "../../../components/swarm/imageLock";
import { imageNames } from "../../../components/swarm/plan";

const whole = Object.fromEntries(imageNames.map((name) => [name, `registry.example/${name}@sha256:${"0".repeat(64)}`]));

test("reads the reference of every image", () =>
  expect(readImageLock("images/lock.json", JSON.stringify(whole))).toEqual(whole));

test("reports every image that is missing or not pinned by digest", () => {
  const { etcd: _, ...rest } = whole;
  expect(() =>
    readImageLock("images/lock.json", JSON.stringify({ ...rest, app: "registry.example/app:latest" })),
  ).toThrow(
    "images/lock.json has no digest of the image app; npm run release -- <registry> builds and pushes it, and writes its digest there.\n" +
      "images/lock.json has no digest of the image etcd; npm run release -- <registry> builds and pushes it, and writes its digest there.",
  );
});
