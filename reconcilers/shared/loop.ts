import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** What one look at the world found. */
export type Outcome =
  /** The desired state holds. */
  | { readonly state: "holds" }
  /** It does not hold yet, or no longer. */
  | { readonly state: "differs"; readonly reason: string };

export interface Loop {
  /** Brings the world one step nearer to the desired state and tells whether it holds; throws where it cannot even look. */
  readonly reconcile: () => Promise<Outcome>;
  /** Milliseconds between looks while the state holds. @default 5,000 */
  readonly restingInterval?: number;
  /** Milliseconds between looks while it does not. @default 500 */
  readonly workingInterval?: number;
}

const holds = "/tmp/holds";
const why = "/tmp/why";

/**
 * Reconciles for ever. The task is healthy while the desired state holds. When the world cannot be looked at, health stays as it was: a
 * database that is away for a while is no reason for the engine to restart its reconciler.
 */
export async function runLoop({ reconcile, restingInterval = 5_000, workingInterval = 500 }: Loop): Promise<never> {
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  let said = "";
  for (;;) {
    const outcome = await reconcile().catch((error: unknown) => ({ state: "unknown" as const, reason: reasonOf(error) }));
    const text = outcome.state === "holds" ? "The desired state holds." : `${outcome.state}: ${outcome.reason}`;
    if (text !== said) console.log(text);
    said = text;
    if (outcome.state === "holds") writeFileSync(holds, "");
    if (outcome.state === "differs") rmSync(holds, { force: true });
    writeFileSync(why, `${text}\n`);
    await wait(outcome.state === "holds" ? restingInterval : workingInterval, undefined, { signal: stopping.signal }).catch(() =>
      process.exit(0),
    );
  }
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
