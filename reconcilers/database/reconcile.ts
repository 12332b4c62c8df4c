import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import type { Outcome } from "../shared/loop";
import { configurationPatch, isPaused, joinedKey, joinedMembers, primaryKey } from "./configuration";
import { absentMembers, cannotTakeOver, leadership, restartNext } from "./differences";
import type { Member } from "./patroni";

/** What the reconciler does to a database. Tests replace it. */
export interface Actions {
  readonly configuration: () => Promise<Readonly<Record<string, unknown>>>;
  readonly patchConfiguration: (patch: unknown) => Promise<void>;
  readonly cluster: () => Promise<readonly Member[]>;
  /** Returns what it changed at the leader. */
  readonly repair: (leader: string) => Promise<readonly string[]>;
  /** The transaction at the leader that has been open longest, of any other session. */
  readonly oldestTransaction: (leader: string) => Promise<OpenTransaction | undefined>;
  /** Poolers that cannot be paused, with the reason. */
  readonly unreachablePoolers: () => Promise<readonly string[]>;
  /** Has the poolers open new connections to PostgreSQL, which start with the current settings of their role. */
  readonly reconnectPoolers: () => Promise<void>;
  /** Returns the seconds that each step took. */
  readonly switchOver: (leader: string, candidate: string) => Promise<Readonly<Record<string, number>>>;
  readonly restart: (member: string) => Promise<void>;
  readonly log: (line: string) => void;
}

export interface OpenTransaction {
  /** Seconds since it began. */
  readonly age: number;
  /** Role and program of its session. */
  readonly owner: string;
}

/** How to end a pause, for messages. */
const resumeHint = "`patronictl resume` in a member ends the pause";

/** Milliseconds for an unreachable pooler to answer: its health check has replaced it by then. */
const poolerTimeout = 90_000;

/**
 * One reconciliation of a database. It takes the most urgent step toward the desired state: Patroni's configuration,
 * roles (they let the application in), the leader, settings that require a restart, and last that every member streams.
 */
export async function reconcile(desired: DesiredDatabase, actions: Actions): Promise<Outcome> {
  const { dynamic, primary, failback } = desired;
  const declared = Object.keys(desired.members);
  const configuration = await actions.configuration();
  const patch = configurationPatch(dynamic, configuration);
  if (patch !== undefined) {
    await actions.patchConfiguration(patch);
    actions.log(`Patroni's dynamic configuration: applied ${JSON.stringify(patch)}`);
  }

  const paused = isPaused(configuration);
  const joined = joinedMembers(configuration);
  const members = await actions.cluster();
  const lead = leadership(
    { primary, members: declared, failback, maxLag: dynamic.maximum_lag_on_failover },
    { primary: configuration[primaryKey], joined },
    members,
  );
  if (lead.kind === "no leader")
    return differs(
      paused ? `no member leads, and Patroni is paused: nothing fails over; ${resumeHint}` : "no member leads",
    );

  const repaired = await actions.repair(lead.leader);
  if (repaired.length > 0) {
    await actions
      .reconnectPoolers()
      .catch((error: unknown) => actions.log(`The poolers did not reconnect: ${String(error)}`));
    return differs(`repaired: ${repaired.join(", ")}`);
  }

  if (lead.kind === "wait") return differs(lead.reason);
  if (lead.kind === "refused") return refused(lead.reason, lead.timeout);
  if (lead.kind === "switch over") {
    const obstacle = await obstacleToSwitchover(desired, actions, lead.leader, paused);
    return obstacle ?? (await switchOver(actions, lead.leader, primary));
  }
  if (lead.kind === "as declared" && configuration[primaryKey] !== primary)
    await actions.patchConfiguration({ [primaryKey]: primary });
  // Patroni applies a changed setting, and reports the restart that it requires, a moment later.
  if (patch !== undefined) return differs("the changed configuration takes effect");

  const next = restartNext(members);
  if (next !== undefined) {
    if (paused) return refused(`a changed setting requires a restart of ${next}, but Patroni is paused; ${resumeHint}`);
    await actions.restart(next);
    return differs(`restarted ${next}, since a changed setting requires it`);
  }

  const absent = absentMembers(declared, members);
  const present = declared.filter((name) => joined.includes(name) || !absent.some((one) => one.name === name));
  if (present.join() !== joined.join()) await actions.patchConfiguration({ [joinedKey]: present });
  const missing = absent.filter(({ name }) => !present.includes(name));
  if (missing.length > 0) return differs(missing.map(({ text }) => text).join("; "));
  return converged([
    ...(lead.kind === "failed over" ? [lead.remark] : []),
    ...(paused ? [`failover is off, since Patroni is paused; ${resumeHint}`] : []),
    // A member that has joined before and is away now is an outage, which no declaration causes or ends. If `up` waited
    // for it, a refused declaration could not be rolled back while a member is stopped.
    ...absent.map(({ text }) => text),
  ]);
}

/** Why a switchover must not start now: it would cut off work, or leave clients waiting in a paused pooler. */
async function obstacleToSwitchover(
  { primary, longestTransaction }: DesiredDatabase,
  actions: Actions,
  leader: string,
  paused: boolean,
): Promise<Outcome | undefined> {
  const cannot = cannotTakeOver(primary, leader);
  if (paused) return refused(`${cannot}: Patroni is paused; ${resumeHint}`);
  const oldest = await actions.oldestTransaction(leader);
  if (oldest !== undefined && oldest.age > longestTransaction) {
    return refused(
      `${cannot}: a transaction of ${oldest.owner} has been open for ${Math.floor(oldest.age)} s, ` +
        `longer than longestTransaction (${longestTransaction} s)`,
    );
  }
  const unreachable = await actions.unreachablePoolers();
  return unreachable.length === 0 ? undefined : refused(`${cannot}: ${unreachable.join("; ")}`, poolerTimeout);
}

async function switchOver(actions: Actions, leader: string, primary: string): Promise<Outcome> {
  const durations = await actions.switchOver(leader, primary);
  const steps = Object.entries(durations).map(([step, seconds]) => `${step} ${seconds.toFixed(2)} s`);
  actions.log(`${primary} took over from ${leader}: ${steps.join(", ")}`);
  return differs(`${primary} took over from ${leader}`);
}

const differs = (reason: string): Outcome => ({ state: "differs", reason });
const refused = (reason: string, timeout?: number): Outcome => ({
  state: "refused",
  reason,
  ...(timeout === undefined ? {} : { timeout }),
});
const converged = (remarks: readonly string[]): Outcome =>
  remarks.length === 0 ? { state: "converged" } : { state: "converged", remarks };
