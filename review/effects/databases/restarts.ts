import { failoverSeconds, rollSeconds } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { all, causes, names } from "../../phrasing/sentences";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import type { Change } from "../rule";
import { ofImage } from "../rule";
import { machinesOf, member } from "./members";

/** Members whose task changes restart one after the other, the declared primary first. */
export function restarts(is: DatabaseMetrics, change: Change): Effect[] {
  const own = machinesOf(is).map((machine) => member(is.name, machine));
  const changed = ofImage(change, "postgres").filter(
    ({ name, fate }) => own.includes(name) && (fate === "restarted" || fate === "replaced"),
  );
  if (changed.length === 0) return [];
  const leader = member(is.name, is.primary);
  const found = names(changed);
  const seconds = changed.reduce((sum, { after }) => sum + (after === undefined ? 0 : rollSeconds(after)), 0);
  const common = { why: `${causes(changed)}.`, seconds, services: found, back: "Revert, at the same price." };
  if (!found.includes(leader)) {
    return [
      {
        ...common,
        class: "rolling",
        what:
          `${all(found)} ${found.length === 1 ? "restarts" : "restart one after the other"}; ${leader} ` +
          `leads on, and answers what ${found.length === 1 ? "it" : "they"} would read.`,
      },
    ];
  }
  if (own.length === 1) {
    const brief = `${is.name} answers nothing for about ${seconds} s`;
    return [
      {
        ...common,
        class: "outage",
        outage: seconds,
        brief,
        what: `${leader} restarts, and nobody follows it: ${brief}. Pages that are ` + `cached are served.`,
      },
    ];
  }
  return [withFailover(is, leader, found, common)];
}

function withFailover(
  is: DatabaseMetrics,
  leader: string,
  found: readonly string[],
  common: Pick<Effect, "why" | "seconds" | "services" | "back">,
): Effect {
  const twice = found.length > 1;
  const lead = `${is.failback === "manual" ? "keeps the lead" : "hands back when the other follows again"} (failback is "${is.failback}")`;
  const after = twice ? `hands the lead back when it restarts itself` : lead;
  return {
    ...common,
    class: "outage",
    outage: (twice ? 2 : 1) * failoverSeconds,
    brief: `writes to ${is.name} wait or fail ${twice ? "twice " : ""}for about ${failoverSeconds} s`,
    what:
      `${all(found)} ${twice ? "restart, one after the other" : "restarts"}. ${twice ? leader : "It"} leads: a replica takes over as at a ` +
      `failover, and ${after}. ` +
      `Writes to ${is.name} wait or fail for about ${failoverSeconds} s${twice ? " each time" : ""}; pages that are cached are served.` +
      (twice
        ? ""
        : ` In two changes nothing fails: first ${is.replicas[0]} as primary, a planned switchover, then this.`),
  };
}
