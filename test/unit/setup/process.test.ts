import { spawn } from "node:child_process";
import { once } from "node:events";
import { isAlive } from "../../../lib/process";

test("a process is alive while it runs the expected program", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  expect(isAlive(pid, "sleep")).toBe(true);
  expect(isAlive(pid, "dockerd")).toBe(false);
  child.kill();
  await once(child, "exit");
  expect(isAlive(pid, "sleep")).toBe(false);
});
