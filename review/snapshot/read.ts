import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Answer, answerSchema } from "./schema";

/** The stacks of a revision. */
export type Reading = Answer & {
  /** `false` if the reviewer's code planned it, because the revision has no review, or one with another format. */
  readonly plannedByItself: boolean;
};

/** Plans every stack in a folder with the code of another folder. */
export type Planner = (folder: string, code: string) => Promise<unknown>;

export const snapshotProgram = join("review", "snapshot", "main.ts");

/**
 * Plans every stack of a revision with the revision's own code, because a change may affect the planner. Falls back to
 * the reviewer's code if the revision has no review or answers in another format.
 * @param reviewer the project that runs the review
 */
export async function readRevision(folder: string, reviewer: string, plan: Planner = inChild): Promise<Reading> {
  if (existsSync(join(folder, snapshotProgram))) {
    const own = answerSchema.safeParse(await plan(folder, folder));
    if (own.success) return { ...own.data, plannedByItself: true };
  }
  return { ...answerSchema.parse(await plan(folder, reviewer)), plannedByItself: false };
}

/** Milliseconds. A stack file may compute for some time, but must end. */
const timeout = 60_000;

/** Runs the snapshot program. If it ends without an answer, that is a problem of the revision. */
const inChild: Planner = (folder, code) =>
  new Promise((resolve, reject) => {
    const child = fork(join(code, snapshotProgram), [folder], {
      cwd: code,
      // All code is CommonJS. The hook for CommonJS alone starts faster than both hooks.
      execArgv: ["--require", "tsx/cjs"],
      // The code under review gets no credentials.
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: process.env["TMPDIR"] },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
    let answer: unknown;
    let errors = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("message", (message) => (answer = message));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const reason =
        signal === "SIGKILL"
          ? `it took longer than ${timeout / 1_000} s`
          : `the process ended with ${signal ?? `exit code ${code}`}${errorIn(errors)}`;
      resolve(answer ?? { problems: [`It does not plan: ${reason}.`] });
    });
  });

/** The line of an error output that states the error, without the stack trace. */
function errorIn(output: string): string {
  const line = output.split("\n").find((one) => /error/i.test(one) && !/^\s+at /.test(one));
  return line === undefined ? "" : `: ${line.trim().replace(/\.$/, "")}`;
}
