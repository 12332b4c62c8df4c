import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Result, run } from "../../testing/run";
import { cluster } from "./support/cluster";

jest.setTimeout(300_000);

const lock = "images/lock.json";
const release = (repository: string, ...args: string[]): Promise<Result> =>
  run("npm", ["run", "--silent", "release", "--", repository, ...args], { cwd: cluster.folder });
const local = "127.0.0.1:5000/apture";
/** Releases whatever the registry lacks, and returns the text of the lock file. */
async function releasedLock(): Promise<string> {
  expect(await release(local)).toMatchObject({ code: 0 });
  return cluster.read(lock);
}

const references = (file: string) => JSON.parse(cluster.read(file)) as Record<string, string>;

test("a release pushes new images and writes tags, digests and packages; a second release pushes nothing", async () => {
  expect(await release(local, "--dry-run")).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^app +[0-9a-f]{16} +none$/m),
  });
  expect(existsSync(join(cluster.folder, lock))).toBe(false);

  expect(await release(local)).toMatchObject({ code: 0, output: expect.stringContaining("11 of 11 images changed") });
  // The cluster runs the same images from the same registry, without tags. No service runs the base images.
  const { base: _, python: __, ...running } = references("images/lock.dev.json");
  const released = references(lock);
  expect(
    Object.fromEntries(
      Object.entries(released).map(([name, reference]) => [name, reference.replace(/:[0-9a-f]{16}@/, "@")]),
    ),
  ).toEqual(running);
  expect(cluster.read("images/packages/postgres.txt")).toMatch(/^postgresql-\d+\t\S+$/m);

  expect(await release(local)).toMatchObject({
    code: 0,
    output: expect.stringContaining("is up to date: all 11 images at 127.0.0.1:5000/apture"),
  });
});

test("a change of one image's sources releases that image only", async () => {
  const { memcached: before, ...others } = JSON.parse(await releasedLock()) as Record<string, string>;
  const undo = cluster.edit("images/memcached/Dockerfile", "FROM base", "FROM base\nLABEL release=test");
  try {
    expect(await release(local)).toMatchObject({
      code: 0,
      output: expect.stringContaining("1 of 11 images changed: memcached."),
    });
  } finally {
    undo();
  }
  const { memcached: after, ...unchanged } = references(lock);
  expect(unchanged).toEqual(others);
  expect(after).not.toBe(before);
});

test("a release to an unreachable registry reports a possible cause and leaves the lock file unchanged", async () => {
  const before = await releasedLock();
  const { code, output } = await release("127.0.0.1:1/apture");
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringMatching(
      /127\.0\.0\.1:1\/apture\/\w+:[0-9a-f]{16} could not be pushed; log in with docker login 127\.0\.0\.1:1 if needed\./,
    ),
  });
  expect(cluster.read(lock)).toBe(before);
});
