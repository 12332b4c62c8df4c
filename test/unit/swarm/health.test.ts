import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { healthcheck } from "../../../components/swarm/health";

const plan = healthcheck({ timeout: "5 s", retries: 3, startPeriod: "2 min" });

test("the engine checks every second, and its timeout includes the wait of a healthy task", () => {
  expect(plan).toMatchObject({ interval: "1s", timeout: "14s", retries: 3, startPeriod: "2m" });
});

describe("the check", () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const lines = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), "utf8").trim().split("\n") : []);

  /** Runs the check with a simulated clock and `sleep`. The image's own check succeeds from the given poll on. */
  function run(healthyFrom: number) {
    const programs = {
      sleep: `echo "$1" >> ${file("sleeps")}`,
      date: `echo x >> ${file("dates")}; wc -l < ${file("dates")}`,
      healthcheck: `echo x >> ${file("polls")}; n=$(wc -l < ${file("polls")}); [ $n -ge ${healthyFrom} ] || { echo "poll $n: no leader" >&2; exit 1; }`,
    };
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(file(name), `#!/bin/sh\n${text}\n`);
      chmodSync(file(name), 0o755);
    }
    const [shell, command] = plan.tests;
    expect(shell).toBe("CMD-SHELL");
    const { status, stdout } = spawnSync(
      "sh",
      ["-c", (command ?? "").replaceAll("/dev/shm/was-healthy", file("marker"))],
      {
        env: { PATH: `${folder}:${process.env.PATH ?? ""}` },
        encoding: "utf8",
      },
    );
    return {
      status,
      stdout,
      polls: lines("polls").length,
      sleeps: lines("sleeps"),
      marked: existsSync(file("marker")),
    };
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "health-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("polls a starting task twice per second until it is healthy", () => {
    expect(run(3)).toEqual({ status: 0, stdout: "", polls: 3, sleeps: ["0.5", "0.5"], marked: true });
  });

  test("fails after 4 s with the last reason", () => {
    expect(run(1_000)).toEqual({
      status: 1,
      stdout: "poll 4: no leader\n",
      polls: 4,
      sleeps: ["0.5", "0.5", "0.5"],
      marked: false,
    });
  });

  test("waits and checks once if the task was healthy before", () => {
    writeFileSync(file("marker"), "");
    expect(run(1)).toEqual({ status: 0, stdout: "", polls: 1, sleeps: ["9"], marked: true });
    expect(run(1_000)).toMatchObject({ status: 1, polls: 2, sleeps: ["9", "9"] });
  });
});
