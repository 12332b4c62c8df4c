import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Answer, answerSchema } from "./schema";

/** What a revision declares, and whether its own code says so; else the reviewer's does, because the revision is older than this review. */
export type Reading = Answer & { readonly byItself: boolean };

/** Plans every stack in a folder by the code of another. */
export type Planner = (folder: string, code: string) => Promise<unknown>;

export const reader = join("review", "snapshot", "main.ts");

/**
 * Plans every stack of a revision by the revision's own code, since the planner may be what it changes. Where that knows no review yet, or
 * answers in another form, the reviewer's own code plans it.
 * @param reviewer the project whose code the review is
 */
export async function readRevision(folder: string, reviewer: string, plan: Planner = inChild): Promise<Reading> {
  if (existsSync(join(folder, reader))) {
    const own = answerSchema.safeParse(await plan(folder, folder));
    if (own.success) return { ...own.data, byItself: true };
  }
  return { ...answerSchema.parse(await plan(folder, reviewer)), byItself: false };
}

/** Milliseconds: a stack file may compute, but not for ever. */
const patience = 60_000;

/** Runs the reader of one folder on another. A reader that ends without an answer is a problem of the revision. */
const inChild: Planner = (folder, code) =>
  new Promise((resolve, reject) => {
    const child = fork(join(code, reader), [folder], {
      cwd: code,
      // Everything here is CommonJS, and tsx's hook for it alone starts faster than both.
      execArgv: ["--require", "tsx/cjs"],
      // Whatever runs in there, it finds no credentials in its environment.
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: process.env["TMPDIR"] },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    let answer: unknown;
    let errors = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("message", (message) => (answer = message));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const ended =
        signal === "SIGKILL"
          ? `it took longer than ${patience / 1_000} s`
          : `its reader ended with ` + `${signal ?? `exit code ${code}`}${said(errors)}`;
      resolve(answer ?? { problems: [`It does not plan: ${ended}.`] });
    });
  });

/** The line of a process' last words that says what was wrong; a stack trace is nothing for a reader. */
function said(errors: string): string {
  const line = errors.split("\n").find((one) => /error/i.test(one) && !/^\s+at /.test(one));
  return line === undefined ? "" : `: ${line.trim().replace(/\.$/, "")}`;
}
