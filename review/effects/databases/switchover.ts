import { formatSeconds } from "../../../lib/format";
import { failoverSeconds, polledSeconds, switchoverSeconds, switchoverUpSeconds } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { bytesText } from "../../phrasing/values";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import { machinesOf, memberName } from "./members";

/** A new primary is a switchover. The reconciler of the database starts it only if it is safe. */
export function switchover(was: DatabaseMetrics, is: DatabaseMetrics): Effect[] {
  if (was.primary === is.primary) return [];
  const [from, to] = [memberName(is.name, was.primary), memberName(is.name, is.primary)];
  const preflight = [
    `${to} streams from the primary`,
    `it is at most ${bytesText(is.maxLag)} behind (databases.${is.name}.maxLag)`,
    `no transaction has been open for more than ${formatSeconds(is.longestTransaction)} (databases.${is.name}.longestTransaction)`,
  ];
  const why = `databases.${is.name}.primary changes from ${was.primary} to ${is.primary}`;
  if (machinesOf(is).includes(was.primary)) {
    return [
      {
        class: "rolling",
        what:
          `${to} takes over from ${from} in a planned switchover: writes to ${is.name} wait about ${switchoverSeconds} s in ` +
          `the poolers, none fails, and no acknowledged write is lost.`,
        why: `${why}; only the reconciler restarts.`,
        seconds: polledSeconds(switchoverUpSeconds),
        rollback: `Revert: ${from} takes over again while it follows.`,
        preflight,
        services: [`${is.name}-reconciler`],
      },
    ];
  }
  const exists = machinesOf(was).includes(is.primary);
  return [
    {
      class: "outage",
      summary: `${is.name} accepts no writes until ${to} leads`,
      what:
        `${to} takes over from ${from}, which this change removes. Poolers no longer know ${from}, so ${is.name} accepts ` +
        `no writes until ${to} ${exists ? "leads" : "is cloned and leads"}.`,
      why:
        `${why}, and ${was.primary} is no longer a member. To avoid this, leave ${was.primary} in replicas until ` +
        `${is.primary} leads, and remove it in a second change.`,
      ...(exists ? { outage: failoverSeconds } : { durationNote: "as long as a clone" }),
      rollback: `Revert: the volume of ${from} stays on its machine.`,
      preflight,
      services: [],
    },
  ];
}
