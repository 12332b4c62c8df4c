import { spawnSync } from "node:child_process";
import { cluster } from "./support/cluster";

jest.setTimeout(120_000);

test("the application's own tests pass in its image", () => {
  const lock = JSON.parse(cluster.read("images/lock.dev.json")) as Record<string, string>;
  const { status, stderr } = spawnSync(
    "docker",
    ["run", "--rm", "--read-only", "--network", "none", "--tmpfs", "/tmp", lock["app"] ?? "", "test"],
    { encoding: "utf8" },
  );
  expect(stderr).toMatch(/Ran \d\d+ tests in /);
  expect(stderr).toMatch(/^OK$/m);
  expect(status).toBe(0);
});
