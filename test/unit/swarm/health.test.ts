import { healthcheck } from "../../../components/swarm/health";

test("a task that was healthy waits before it looks, and has its own time for looking", () => {
  expect(healthcheck({ timeout: "5 s", retries: 3, startPeriod: "2 min" })).toEqual({
    tests: ["CMD-SHELL", "[ ! -e /dev/shm/was-healthy ] || sleep 9; healthcheck && : > /dev/shm/was-healthy"],
    interval: "1s",
    timeout: "14s",
    retries: 3,
    startPeriod: "2m",
  });
});
