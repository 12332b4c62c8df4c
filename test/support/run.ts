import { spawn } from "node:child_process";

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
}

/** Runs a command to its end, however it ends. */
export function run(command: string, args: readonly string[], { cwd, env = process.env }: Where): Promise<Result> {
  const start = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, output, seconds: (performance.now() - start) / 1_000 }));
  });
}
