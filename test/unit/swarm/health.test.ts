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

  /** Runs it with a clock and a `sleep` that take no time. The image's own check succeeds from the given look on. */
  function run(healthyFrom: number) {
    const programs = {
      sleep: `echo "$1" >> ${file("sleeps")}`,
      date: `echo x >> ${file("dates")}; wc -l < ${file("dates")}`,
      healthcheck: `echo x >> ${file("looks")}; n=$(wc -l < ${file("looks")}); [ $n -ge ${healthyFrom} ] || { echo "look $n: no leader" >&2; exit 1; }`,
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
      looks: lines("looks").length,
      sleeps: lines("sleeps"),
      marked: existsSync(file("marker")),
    };
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "health-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("polls a starting task twice per second until it is healthy", () => {
    expect(run(3)).toEqual({ status: 0, stdout: "", looks: 3, sleeps: ["0.5", "0.5"], marked: true });
  });

  test("fails after 4 s with the last reason", () => {
    expect(run(1_000)).toEqual({
      status: 1,
      stdout: "look 4: no leader\n",
      looks: 4,
      sleeps: ["0.5", "0.5", "0.5"],
      marked: false,
    });
  });

  test("waits and checks once if the task was healthy before", () => {
    writeFileSync(file("marker"), "");
    expect(run(1)).toEqual({ status: 0, stdout: "", looks: 1, sleeps: ["9"], marked: true });
    expect(run(1_000)).toMatchObject({ status: 1, looks: 2, sleeps: ["9", "9"] });
  });
});
