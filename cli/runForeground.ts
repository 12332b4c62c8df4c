import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../lib/paths";

/** Ctrl-C reaches this process from the terminal and again from npm; within this time they are one. */
const sameKeyPress = 1_000;

/** The exit code of what was stopped by a signal. */
export const interrupted = 130;

/**
 * Runs a program in the foreground, with its output for the reader, and returns its exit code. A signal to stop is passed on and the
 * end awaited, so that Pulumi can finish what it has begun and write its state; a second one reaches it as well, and ends it at once.
 * @param shows which lines of its output to show where there is no terminal, whose display the program knows to manage
 * @param limit ends the program by force, which then counts as failed
 */
export function runForeground(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { shows, limit }: { shows?: (line: string) => boolean; limit?: AbortSignal | undefined } = {},
): Promise<number> {
  // A terminal tells its whole process group of Ctrl-C by itself, and only that group may ask questions. Elsewhere the program gets a
  // group of its own, so that it hears of each signal once, from here.
  const terminal = process.stdin.isTTY === true;
  const filtered = shows !== undefined && process.stdout.isTTY !== true;
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ["inherit", filtered ? "pipe" : "inherit", "inherit"],
    detached: !terminal,
  });
  if (child.stdout !== null)
    createInterface(child.stdout).on("line", (line) => shows?.(line) === true && console.log(line));

  let last = 0;
  const pass = (signal: NodeJS.Signals) => {
    const now = Date.now();
    if (now - last < sameKeyPress) return;
    last = now;
    if (!terminal || signal !== "SIGINT") child.kill("SIGINT");
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, pass);

  const end = () => child.kill("SIGKILL");
  limit?.addEventListener("abort", end, { once: true });

  return new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      for (const signal of signals) process.off(signal, pass);
      limit?.removeEventListener("abort", end);
      resolve(last > 0 ? interrupted : (code ?? 1));
    });
  });
}
