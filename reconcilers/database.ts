import type { DesiredDatabase } from "../components/database/desired";
import { configurationPatch, leadership } from "./database/differences";
import { PatroniApi } from "./database/patroni";
import { ensureRoles } from "./database/roles";
import { type Outcome, passwordOf, readDesired, readPasswords, runLoop } from "./shared/loop";

/** Keeps a database as declared: Patroni's configuration, who leads, the database and its roles. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredDatabase>();
  const passwords = readPasswords();
  const patroni = new PatroniApi(desired.members, desired.apiUser, passwordOf(passwords, desired.apiUser));
  const maxLag = desired.dynamic.maximum_lag_on_failover;
  let placed = false;

  await runLoop({
    reconcile: async (): Promise<Outcome> => {
      const patch = configurationPatch(desired.dynamic, await patroni.configuration());
      if (patch !== undefined) {
        await patroni.patchConfiguration(patch);
        console.log(`Patroni's configuration: changed ${JSON.stringify(patch)}`);
      }
      const lead = leadership(desired.primary, await patroni.cluster(), maxLag);
      if (lead.kind === "no leader") return { state: "differs", reason: "no member leads" };
      // A declared primary is brought about once. After a failover the database stays where it is: moving it back is a decision.
      if (lead.kind === "as declared") placed = true;
      if (!placed && lead.kind === "cannot") return { state: "differs", reason: lead.reason };
      if (!placed && lead.kind === "switch over") {
        await patroni.switchover(lead.leader, desired.primary);
        console.log(`${desired.primary} took over from ${lead.leader}`);
        return { state: "differs", reason: "the new leader is being confirmed" };
      }
      for (const change of await ensureRoles(desired, lead.leader, passwords)) console.log(`made ${change}`);
      return { state: "holds" };
    },
  });
}

void main();
