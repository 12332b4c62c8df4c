import { readImageLock } from "../../../components/swarm/imageLock";
import { imageNames } from "../../../components/swarm/plan";

const whole = Object.fromEntries(imageNames.map((name) => [name, `registry.example/${name}@sha256:${"0".repeat(64)}`]));

test("reads the reference of every image", () =>
  expect(readImageLock("images/lock.json", JSON.stringify(whole))).toEqual(whole));

test("rejects missing images and images without a digest, all together", () => {
  const { etcd: _, ...rest } = whole;
  expect(() =>
    readImageLock("images/lock.json", JSON.stringify({ ...rest, app: "registry.example/app:latest" })),
  ).toThrow(
    'images/lock.json has "registry.example/app:latest" for the image app, which is no digest; npm run release -- <registry> builds and pushes images, and writes their digests there.\n' +
      "images/lock.json has no digest of the image etcd; npm run release -- <registry> builds and pushes images, and writes their digests there.",
  );
});

test.each([
  ["broken JSON", '{"app": '],
  ["a list", "[]"],
  ["nothing", ""],
])("rejects %s", (_what, text) => {
  expect(() => readImageLock("images/lock.json", text)).toThrow(
    /^images\/lock\.json is not a JSON object \(.*\); npm run release/,
  );
});

test("rejects a missing file", () => {
  expect(() => readImageLock("images/lock.json", undefined)).toThrow(
    "images/lock.json does not exist; npm run release",
  );
});
