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

/** An engine normally answers within 3 s. Its first start on a slow disk takes longer. */
const startTimeout = 60_000;

/** Installs Docker from the packages of Debian or Ubuntu, if this process is root. */
export async function installDocker(step: Step): Promise<void> {
  if (isOnPath("dockerd")) return;
  if (!hasApt()) {
    throw new Problem(
      "no Docker engine answers, and set-up can install one only on Debian or Ubuntu as root; install Docker " +
        "and start it.",
    );
  }
  step.doing("installing docker.io");
  // docker.io only recommends iptables, but the engine does not start without it.
  await aptInstall(["docker.io", "iptables", "ca-certificates"]);
}

/** Starts the engine in the background and waits until it answers. */
export async function startDocker(step: Step, host: string): Promise<void> {
  if (host !== defaultHost && host !== "unix:///run/docker.sock") {
    throw new Problem(
      `no Docker engine answers at ${host}, and set-up can start one only at ${defaultHost}; start it, or ` +
        "unset DOCKER_HOST.",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Problem(
      "the Docker engine is not running, or this user has no access; start it as root, or add the user to the " +
        "group docker.",
    );
  }
  step.doing("starting the engine");
  if (existsSync("/run/systemd/system")) {
    await run("systemctl", ["start", "docker"]);
    await waitForAnswer(host, () => undefined, "see journalctl -u docker");
    return;
  }
  // The init script of the package may have started it already.
  const log = inToolchain("dockerd.log");
  const exited = isRunning() ? () => undefined : startInBackground(log);
  await waitForAnswer(host, exited, `last lines of ${log}:\n${tail(log)}`);
}

function startInBackground(log: string): () => string | undefined {
  mkdirSync(inToolchain(), { recursive: true });
  const out = openSync(log, "a");
  let exited: string | undefined;
  // `detached` starts a new session, so that Ctrl-C and hang-up of this terminal do not reach the daemon.
  const daemon = spawn("dockerd", [], { detached: true, stdio: ["ignore", out, out], cwd: "/" });
  daemon.on("error", (error) => (exited = error.message));
  daemon.on("exit", (code, signal) => (exited = `it exited with ${signal ?? `code ${code}`}`));
  daemon.unref();
  return () => exited;
}

async function waitForAnswer(host: string, exited: () => string | undefined, hint: string): Promise<void> {
  const deadline = Date.now() + startTimeout;
  for (;;) {
    const engine = await connect(host);
    if (!("unreachable" in engine)) return;
    const reason = exited() ?? (Date.now() > deadline ? `no answer within ${startTimeout / 1000} s` : undefined);
    if (reason !== undefined) throw new Problem(`the Docker engine did not start: ${reason}; ${hint}`);
    await delay(100); // A socket that does not exist cannot be watched.
  }
}

function isRunning(): boolean {
  const pid = existsSync("/var/run/docker.pid") ? Number(readFileSync("/var/run/docker.pid", "utf8")) : 0;
  return pid > 0 && isAlive(pid, "dockerd");
}

const tail = (path: string) =>
  existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-5).join("\n") : "";
