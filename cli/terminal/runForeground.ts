import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../../lib/paths";

/** Ctrl-C reaches this process from the terminal and again from npm. Signals within this time count as one. */
const duplicateSignal = 1_000;

/** The exit code after an interruption by a signal. */
export const interrupted = 130;

export interface ForegroundOptions {
  /** Selects the lines of output to print if there is no terminal. */
  readonly shows?: (line: string) => boolean;
  /** Kills the program, which then counts as failed. */
  readonly limit?: AbortSignal | undefined;
}

/**
 * Runs a program in the foreground and returns its exit code. A stop signal is passed on, and the program is awaited,
 * so that Pulumi can finish its running operations and write its state. A second signal makes Pulumi exit at once.
 */
export function runForeground(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { shows, limit }: ForegroundOptions = {},
): Promise<number> {
  // A terminal sends Ctrl-C to its whole process group, and only that group may read input. Without a terminal, the
  // program gets its own group, so that it receives each signal once, from here.
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
  const forward = (signal: NodeJS.Signals) => {
    const now = Date.now();
    if (now - last < duplicateSignal) return;
    last = now;
    if (!terminal || signal !== "SIGINT") child.kill("SIGINT");
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);

  const kill = () => child.kill("SIGKILL");
  limit?.addEventListener("abort", kill, { once: true });

  return new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      for (const signal of signals) process.off(signal, forward);
      limit?.removeEventListener("abort", kill);
      resolve(last > 0 ? interrupted : (code ?? 1));
    });
  });
}
