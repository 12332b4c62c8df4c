import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** What one look at the world found. */
export type Outcome =
  | { readonly state: "holds" /** What holds otherwise than declared, and is left so. */; readonly remark?: string }
  /** It does not hold yet, or no longer. */
  | { readonly state: "differs"; readonly reason: string }
  /** It does not hold, and this reconciler will not make it: somebody has to decide, or to repair. Nothing was changed. */
  | {
      readonly state: "refused";
      readonly reason: string /** As `refusalPatience`, for this reason. */;
      readonly patience?: number;
    };

export interface Loop {
  /** Brings the world one step nearer to the desired state and tells whether it holds; throws where it cannot even look. */
  readonly reconcile: () => Promise<Outcome>;
  /** Milliseconds between looks while the state holds. @default 5,000 */
  readonly restingInterval?: number;
  /** Milliseconds between looks while it does not, at first; doubled at each, to a second until it held once. @default 250 */
  readonly workingInterval?: number;
  /**
   * Milliseconds that a refusal may last before the state has held for the first time: a new declaration that is refused for so long ends
   * the loop, and with it the task, so that `pulumi up` fails with the reason. @default 30,000
   */
  readonly refusalPatience?: number;
  /** Where the loop tells its health. @default "/tmp" */
  readonly folder?: string;
  /** Ends the loop. @default the signals that end the task */
  readonly stop?: AbortSignal;
  /** @default console.log */
  readonly say?: (line: string) => void;
}

/**
 * Reconciles for ever, one line at each change of what it finds. For the engine's health check it writes three files: `held` when the
 * desired state held for the first time, `alive` with the time (seconds) of the last look, and `why` with what that look found.
 *
 * A task is healthy from the first time that the state held, as long as it goes on looking (docs/decisions/0003): `pulumi up` waits for
 * that, and a database that is away later is no reason to replace its reconciler.
 *
 * @returns the exit code: 0 when it was stopped, 1 when its declaration was refused.
 */
export async function runLoop(loop: Loop): Promise<0 | 1> {
  const {
    reconcile,
    restingInterval = 5_000,
    workingInterval = 250,
    refusalPatience = 30_000,
    folder = "/tmp",
    stop = untilSignal(),
    say = console.log,
  } = loop;
  let said = "";
  let hasHeld = false;
  let refusedSince: number | undefined;
  let pause = workingInterval;
  let longest = Math.min(1_000, restingInterval);
  while (!stop.aborted) {
    const outcome = await reconcile().catch((error: unknown) => ({
      state: "unknown" as const,
      reason: reasonOf(error),
    }));
    const text = describe(outcome);
    if (text !== said) {
      say(text);
      pause = workingInterval;
    }
    said = text;
    writeFileSync(`${folder}/why`, `${text}\n`);
    writeFileSync(`${folder}/alive`, `${Math.floor(Date.now() / 1_000)}\n`);
    if (outcome.state === "holds") {
      writeFileSync(`${folder}/held`, "");
      longest = restingInterval;
      hasHeld = true;
    }
    refusedSince = outcome.state === "refused" ? (refusedSince ?? Date.now()) : undefined;
    const patience = outcome.state === "refused" ? (outcome.patience ?? refusalPatience) : refusalPatience;
    if (!hasHeld && refusedSince !== undefined && Date.now() - refusedSince >= patience) return 1;
    await wait(outcome.state === "holds" ? restingInterval : pause, undefined, { signal: stop }).catch(() => undefined);
    pause = Math.min(2 * pause, longest);
  }
  return 0;
}

type Found = Outcome | { readonly state: "unknown"; readonly reason: string };

function describe(outcome: Found): string {
  if (outcome.state !== "holds") return `${outcome.state}: ${outcome.reason}`;
  return outcome.remark === undefined ? "The desired state holds." : `The desired state holds; ${outcome.remark}.`;
}

function untilSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** The desired state of this reconciler, from its Swarm config. The plan wrote it, so its shape is known. */
export function readDesired<T>(): T {
  return JSON.parse(readFileSync("/etc/reconciler/desired.json", "utf8")) as T;
}

/** Passwords by role, from its Swarm secret. */
export function readPasswords(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync("/run/secrets/reconciler.json", "utf8")) as Record<string, string>;
}

/** @throws Error where the secret has no password of that role. */
export function passwordOf(passwords: Readonly<Record<string, string>>, role: string): string {
  const password = passwords[role];
  if (password === undefined) throw new Error(`no password of ${role} in the reconciler's secret`);
  return password;
}
