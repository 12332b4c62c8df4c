import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "./problem";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** Milliseconds after which the command is stopped, which counts as a failure. */
  readonly timeout?: number;
}

/** A failed command, with the end of its output. The output of successful commands is not shown. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";

  constructor(
    readonly command: string,
    readonly reason: string,
    readonly output: string,
    /** Standard output alone. */
    readonly stdout = "",
  ) {
    super([`${command}: ${reason}`, ...output.trimEnd().split("\n").slice(-40)].join("\n"));
  }
}

const running = new Set<ChildProcess>();
// Child processes would outlive this process if it is stopped.
process.on("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** Runs a command and returns its standard output. @throws CommandFailed */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env, stdin, timeout }: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, timeout, stdio: ["pipe", "pipe", "pipe"] });
    running.add(child);
    let stdout = "";
    let all = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      all += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      all += text;
    });
    // A command may exit before it has read all input. Its exit code decides.
    child.stdin.on("error", () => undefined).end(stdin);
    const shown = [command, ...args].join(" ");
    child.on("error", (error) => {
      running.delete(child);
      reject(new CommandFailed(shown, messageOf(error), all));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(stdout);
      else
        reject(new CommandFailed(shown, signal === null ? `exit code ${code}` : `stopped by ${signal}`, all, stdout));
    });
  });
}
