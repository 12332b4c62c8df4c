import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import type { Outcome } from "../shared/loop";
import { absent, configurationPatch, leadership, restartNext } from "./differences";
import type { Member } from "./patroni";

/** What the reconciler does to a database, so that tests can stand in for it. */
export interface Actions {
  readonly configuration: () => Promise<Record<string, unknown>>;
  readonly patchConfiguration: (patch: unknown) => Promise<void>;
  readonly cluster: () => Promise<readonly Member[]>;
  /** Returns what it changed at the leader. */
  readonly repair: (leader: string) => Promise<readonly string[]>;
  /** The transaction at the leader that has been open longest; none where no other session has one. */
  readonly oldestTransaction: (leader: string) => Promise<OpenTransaction | undefined>;
  /** Returns the seconds that each of its steps took. */
  readonly switchOver: (leader: string, candidate: string) => Promise<Readonly<Record<string, number>>>;
  readonly restart: (member: string) => Promise<void>;
  readonly say: (line: string) => void;
}

export interface OpenTransaction {
  /** Seconds since it began. */
  readonly age: number;
  /** Whose it is: role and program. */
  readonly owner: string;
}

/** In Patroni's dynamic configuration, which keeps what it does not know: the declared primary that has led. */
const placedKey = "declared_primary";

/**
 * One look at a database, and the most urgent step towards what is declared: a leader, the roles that let the application in, who leads,
 * settings that wait for a restart, every member streaming.
 */
export async function reconcile(desired: DesiredDatabase, actions: Actions): Promise<Outcome> {
  const { dynamic, primary, members: declared, failback, longestTransaction } = desired;
  const configuration = await actions.configuration();
  const patch = configurationPatch(dynamic, configuration);
  if (patch !== undefined) {
    await actions.patchConfiguration(patch);
    actions.say(`Patroni's configuration: changed ${JSON.stringify(patch)}`);
  }

  const members = await actions.cluster();
  const lead = leadership(
    { primary, members: Object.keys(declared), failback, maxLag: dynamic.maximum_lag_on_failover },
    configuration[placedKey],
    members,
  );
  if (lead.kind === "no leader") return differs("no member leads");

  const made = await actions.repair(lead.leader);
  if (made.length > 0) return differs(`made ${made.join(", ")}`);

  if (lead.kind === "not yet") return differs(lead.reason);
  if (lead.kind === "refused")
    return {
      state: "refused",
      reason: lead.reason,
      ...(lead.patience === undefined ? {} : { patience: lead.patience }),
    };
  if (lead.kind === "switch over") {
    const oldest = await actions.oldestTransaction(lead.leader);
    if (oldest !== undefined && oldest.age > longestTransaction) {
      return {
        state: "refused",
        reason:
          `${lead.leader} leads, ${primary} is declared to, but a transaction of ${oldest.owner} has been open for ${Math.floor(oldest.age)} s, ` +
          `longer than ${longestTransaction} s (longestTransaction)`,
      };
    }
    const took = await actions.switchOver(lead.leader, primary);
    actions.say(
      `${primary} takes over from ${lead.leader}: ${Object.entries(took)
        .map(([step, seconds]) => `${step} ${seconds.toFixed(2)} s`)
        .join(", ")}`,
    );
    return differs(`${primary} took over from ${lead.leader}`);
  }
  if (lead.kind === "as declared" && configuration[placedKey] !== primary)
    await actions.patchConfiguration({ [placedKey]: primary });
  // Patroni learns of a changed setting, and of the restart that it needs, a moment after it was told.
  if (patch !== undefined) return differs("the changed configuration is taking effect");

  const next = restartNext(members);
  if (next !== undefined) {
    await actions.restart(next);
    return differs(`restarted ${next}, for a setting that needs it`);
  }
  const missing = absent(Object.keys(declared), members);
  if (missing.length > 0) return differs(missing.join("; "));
  return lead.kind === "failed over" ? { state: "holds", remark: lead.remark } : { state: "holds" };
}

const differs = (reason: string): Outcome => ({ state: "differs", reason });
