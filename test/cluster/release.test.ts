import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../testing/run";
import { cluster } from "./support/cluster";

jest.setTimeout(300_000);

const lock = "images/lock.json";
const release = (...args: string[]) =>
  run("npm", ["run", "--silent", "release", "--", "127.0.0.1:5000/apture", ...args], { cwd: cluster.folder });
const locked = (file: string) => JSON.parse(cluster.read(file)) as Record<string, string>;

test("a release pushes what the lock does not have, and writes tags of sources, digests and packages; again, it pushes nothing", async () => {
  expect(await release("--dry-run")).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^app +[0-9a-f]{16} +none$/m),
  });
  expect(existsSync(join(cluster.folder, lock))).toBe(false);

  expect(await release()).toMatchObject({ code: 0, output: expect.stringContaining("11 of 11 images changed") });
  // The same images as those that the cluster runs, from the same registry.
  const { base: _, python: __, ...running } = locked("images/lock.dev.json");
  const released = locked(lock);
  expect(
    Object.fromEntries(
      Object.entries(released).map(([name, reference]) => [name, reference.replace(/:[0-9a-f]{16}@/, "@")]),
    ),
  ).toEqual(running);
  expect(cluster.read("images/packages/postgres.txt")).toMatch(/^postgresql-\d+\t\S+$/m);

  expect(await release()).toMatchObject({
    code: 0,
    output: expect.stringContaining("is up to date: all 11 images at 127.0.0.1:5000/apture"),
  });

  // A change of one image's sources is a release of that image, and leaves the others' references as they are.
  const undo = cluster.edit("images/memcached/Dockerfile", "FROM base", "FROM base\nLABEL release=test");
  expect(await release()).toMatchObject({
    code: 0,
    output: expect.stringContaining("1 of 11 images changed: memcached."),
  });
  undo();
  const { memcached: before, ...others } = released;
  const { memcached: after, ...still } = locked(lock);
  expect(still).toEqual(others);
  expect(after).not.toBe(before);
});

test("a registry that does not answer is named with what may be missing, and the lock stays as it was", async () => {
  const before = existsSync(join(cluster.folder, lock)) ? cluster.read(lock) : undefined;
  const { code, output } = await run("npm", ["run", "--silent", "release", "--", "127.0.0.1:1/apture"], {
    cwd: cluster.folder,
  });
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringMatching(
      /127\.0\.0\.1:1\/apture\/\w+:[0-9a-f]{16} could not be pushed; log in with docker login 127\.0\.0\.1:1 if needed\./,
    ),
  });
  expect(existsSync(join(cluster.folder, lock)) ? cluster.read(lock) : undefined).toBe(before);
});
