import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "./problem";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** The command is ended after so many milliseconds, which is a failure. */
  readonly timeout?: number;
}

/** A command that failed, with the end of what it printed: its output is shown only then. */
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
// Nobody else ends them when this process is told to stop before they are done.
process.on("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** Runs a command to its end and returns its standard output. */
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
    // A command that ends before it has read everything is judged by its exit code.
    child.stdin.on("error", () => undefined).end(stdin);
    const shown = [command, ...args].join(" ");
    child.on("error", (error) => {
      running.delete(child);
      reject(new CommandFailed(shown, messageOf(error), all));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(stdout);
      else reject(new CommandFailed(shown, signal === null ? `exit code ${code}` : `ended by ${signal}`, all, stdout));
    });
  });
}
