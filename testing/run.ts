import { execFileSync, spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  /** Standard output and errors, as they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface Where {
  readonly cwd: string;
  /** @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends it and everything that it has started with SIGKILL, as an engineer's machine that loses its power does. */
  readonly kill?: AbortSignal;
}

/** Runs a command to its end, however it ends. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, kill }: Where,
): Promise<Result> {
  const start = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    kill?.addEventListener("abort", () => killTree(child.pid ?? 0));
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, output, seconds: (performance.now() - start) / 1_000 }));
  });
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
      // It ended with what it waited for.
    }
  }
}
