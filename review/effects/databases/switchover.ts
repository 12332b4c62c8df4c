import { formatSeconds } from "../../../lib/format";
import { failoverSeconds, looked, switchoverSeconds, switchoverUpSeconds } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { bytesText } from "../../phrasing/values";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import { machinesOf, member } from "./members";

/** Another primary is a switchover, which the database's reconciler takes only when it is safe. */
export function switches(was: DatabaseMetrics, is: DatabaseMetrics): Effect[] {
  if (was.primary === is.primary) return [];
  const [from, to] = [member(is.name, was.primary), member(is.name, is.primary)];
  const preflight = [
    `${to} streams from the leader`,
    `it is at most ${bytesText(is.maxLag)} behind (databases.${is.name}.maxLag)`,
    `no transaction has been open for longer than ${formatSeconds(is.longestTransaction)} (databases.${is.name}.longestTransaction)`,
  ];
  const why = `databases.${is.name}.primary goes from ${was.primary} to ${is.primary}`;
  if (!machinesOf(is).includes(was.primary)) {
    const known = machinesOf(was).includes(is.primary);
    return [
      {
        class: "outage",
        brief: `${is.name} takes no writes until ${to} leads`,
        what:
          `${to} takes over from ${from}, which the same change removes: poolers no longer know ${from}, so ${is.name} takes no writes ` +
          `until ${to} ${known ? "leads" : "is cloned and leads"}.`,
        why:
          `${why}, and ${was.primary} is no member any more. In two changes nothing waits: keep ${was.primary} in replicas until ` +
          `${is.primary} leads.`,
        ...(known ? { outage: failoverSeconds } : { takes: "as long as a clone" }),
        back: `Revert: the volume of ${from} stays on its machine.`,
        preflight,
        services: [],
      },
    ];
  }
  return [
    {
      class: "rolling",
      what:
        `${to} takes over from ${from}, planned: writes to ${is.name} wait about ${switchoverSeconds} s in the poolers, none fails, and no ` +
        `acknowledged write is lost.`,
      why: `${why}; only its reconciler restarts.`,
      seconds: looked(switchoverUpSeconds),
      back: `Revert: ${from} takes over again, as long as it follows.`,
      preflight,
      services: [`${is.name}-reconciler`],
    },
  ];
}
