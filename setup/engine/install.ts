import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { inToolchain } from "../../lib/paths";
import { Problem } from "../../lib/problem";
import { isAlive } from "../../lib/process";
import type { Step } from "../../lib/report";
import { run } from "../../lib/run";
import { aptInstall, hasApt, isOnPath } from "./apt";
import { connect } from "./connect";
import { defaultHost } from "./host";

/** An engine normally answers within 3 s of its start; a first start on a slow disk takes longer. */
const startTime = 60_000;

/** Docker from Debian's or Ubuntu's packages, where nothing else is needed for that: as root. */
export async function installDocker(step: Step): Promise<void> {
  if (isOnPath("dockerd")) return;
  if (!hasApt()) {
    throw new Problem(
      "no Docker engine answers, and set-up installs one on Debian and Ubuntu as root only; install Docker and start it.",
    );
  }
  step.doing("installing docker.io");
  // The engine only recommends iptables, and does not start without them.
  await aptInstall(["docker.io", "iptables", "ca-certificates"]);
}

/** Starts the engine so that it outlives this command, and waits until it answers. */
export async function startDocker(step: Step, host: string): Promise<void> {
  if (host !== defaultHost && host !== "unix:///run/docker.sock") {
    throw new Problem(
      `no engine answers at ${host}, and set-up starts one at ${defaultHost} only; start it, or unset DOCKER_HOST.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Problem("the Docker engine is not running, or not for you; start it as root, or join the group docker.");
  }
  step.doing("starting the engine");
  if (existsSync("/run/systemd/system")) {
    await run("systemctl", ["start", "docker"]);
    await untilItAnswers(host, () => undefined, "journalctl -u docker tells why");
    return;
  }
  // The package's own init script may have started it already.
  const log = inToolchain("dockerd.log");
  const ended = isRunning() ? () => undefined : startInBackground(log);
  await untilItAnswers(host, ended, `${log} ends with:\n${tail(log)}`);
}

function startInBackground(log: string): () => string | undefined {
  mkdirSync(inToolchain(), { recursive: true });
  const out = openSync(log, "a");
  let ended: string | undefined;
  // `detached` gives it a session of its own: neither a hang-up nor Ctrl-C of this terminal reaches it.
  const daemon = spawn("dockerd", [], { detached: true, stdio: ["ignore", out, out], cwd: "/" });
  daemon.on("error", (error) => (ended = error.message));
  daemon.on("exit", (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
  daemon.unref();
  return () => ended;
}

async function untilItAnswers(host: string, ended: () => string | undefined, hint: string): Promise<void> {
  const deadline = Date.now() + startTime;
  for (;;) {
    const engine = await connect(host);
    if (!("unreachable" in engine)) return;
    const why = ended() ?? (Date.now() > deadline ? `no answer in ${startTime / 1000} s` : undefined);
    if (why !== undefined) throw new Problem(`the Docker engine did not start: ${why}; ${hint}`);
    await delay(100); // A socket that does not exist yet cannot be waited for.
  }
}

function isRunning(): boolean {
  const pid = existsSync("/var/run/docker.pid") ? Number(readFileSync("/var/run/docker.pid", "utf8")) : 0;
  return pid > 0 && isAlive(pid, "dockerd");
}

const tail = (path: string) =>
  existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-5).join("\n") : "";
