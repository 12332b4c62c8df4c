import { execFileSync, spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  /** @default the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Kills the command and its descendants with SIGKILL, as a power failure would. */
  readonly kill?: AbortSignal;
}

/** Runs a command and returns its result, whatever the exit code. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, kill }: RunOptions,
): Promise<Result> {
  const start = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const append = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", append);
    child.stderr.on("data", append);
    kill?.addEventListener("abort", () => killTree(child.pid ?? 0));
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, output, seconds: (performance.now() - start) / 1_000 }));
  });
}

/** Runs a command and returns the seconds that it took. @throws Error with its output if it fails */
export async function timed(command: string, args: readonly string[], options: RunOptions): Promise<number> {
  const { code, output, seconds } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${code}:\n${output.slice(-4_000)}`);
  return seconds;
}

function killTree(root: number): void {
  const parents = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const parent of tree) for (const [pid = 0, of] of parents) if (of === parent) tree.push(pid);
  for (const pid of tree) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has already exited.
    }
  }
}
