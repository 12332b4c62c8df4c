import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** The result of one reconciliation. */
export type Outcome =
  /** The actual state is as declared. Remarks name deviations that an operator decides about. */
  | { readonly state: "converged"; readonly remarks?: readonly string[] }
  /** Not yet as declared, or no longer; the next reconciliation continues. */
  | { readonly state: "differs"; readonly reason: string }
  /**
   * The reconciler does not apply the declaration: somebody has to decide, or to repair something. Nothing was
   * changed.
   */
  | {
      readonly state: "refused";
      readonly reason: string;
      /** Overrides `refusalTimeout` for this reason. */
      readonly timeout?: number;
    };

/** An outcome; `unknown` where the actual state could not be read. */
export type Result = Outcome | { readonly state: "unknown"; readonly reason: string };

export interface Loop {
  /**
   * Reads the actual state, takes the next step toward the desired state, and returns the outcome. Throws if the
   * state cannot be read.
   */
  readonly reconcile: () => Promise<Outcome>;
  /** Milliseconds between reconciliations while converged. @default 5,000 */
  readonly restingInterval?: number;
  /**
   * First interval, in milliseconds, while not converged. It doubles each time: up to 1 s before the first
   * convergence. @default 250
   */
  readonly workingInterval?: number;
  /**
   * Milliseconds that a refusal may last before the first convergence. Then the loop ends, and with it the task, so
   * that `pulumi up` fails with the reason. A member that the same `up` restarts is away for a few seconds. @default
   * 15,000
   */
  readonly refusalTimeout?: number;
  /** Folder of the files that the health check reads. @default "/tmp" */
  readonly folder?: string;
  /** Ends the loop. @default the signals that end the task */
  readonly stop?: AbortSignal;
  /** @default console.log */
  readonly log?: (line: string) => void;
  /** Receives the result of every reconciliation. */
  readonly report?: (result: Result) => void;
}

/**
 * Reconciles until it is stopped, and logs each change of the result. It writes three files for the image's health
 * check: `held` at the first convergence, `alive` with the time (seconds) of the last reconciliation, and `why` with
 * its result.
 *
 * A task is healthy from its first convergence, as long as the loop runs (docs/decisions/0003): `pulumi up` waits for
 * the convergence, and an outage of the database later is no reason to replace its reconciler.
 *
 * @returns the exit code: 0 when stopped, 1 when the declaration was refused.
 */
export async function runLoop(loop: Loop): Promise<0 | 1> {
  const {
    reconcile,
    restingInterval = 5_000,
    workingInterval = 250,
    refusalTimeout = 15_000,
    folder = "/tmp",
    stop = untilSignal(),
    log = console.log,
    report = () => undefined,
  } = loop;
  let logged = "";
  let hasConverged = false;
  let refusedSince: number | undefined;
  let interval = workingInterval;
  let longest = Math.min(1_000, restingInterval);
  while (!stop.aborted) {
    const result: Result = await reconcile().catch((error: unknown) => ({ state: "unknown", reason: reasonOf(error) }));
    report(result);
    const text = describe(result);
    if (text !== logged) {
      log(text);
      interval = workingInterval;
    }
    logged = text;
    writeFileSync(`${folder}/why`, `${text}\n`);
    writeFileSync(`${folder}/alive`, `${Math.floor(Date.now() / 1_000)}\n`);
    if (result.state === "converged") {
      writeFileSync(`${folder}/held`, "");
      longest = restingInterval;
      hasConverged = true;
    }
    refusedSince = result.state === "refused" ? (refusedSince ?? Date.now()) : undefined;
    const timeout = result.state === "refused" ? (result.timeout ?? refusalTimeout) : refusalTimeout;
    if (!hasConverged && refusedSince !== undefined && Date.now() - refusedSince >= timeout) return 1;
    await delay(result.state === "converged" ? restingInterval : interval, undefined, { signal: stop }).catch(
      () => undefined,
    );
    interval = Math.min(2 * interval, longest);
  }
  return 0;
}

/** The reason why a result is not converged; the remarks where it is. */
export const reasonsOf = (result: Result): readonly string[] =>
  result.state === "converged" ? (result.remarks ?? []) : [result.reason];

const describe = (result: Result) =>
  [result.state, reasonsOf(result).join("; ")].filter((part) => part !== "").join(": ");

function untilSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
