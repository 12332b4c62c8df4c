import { failoverSeconds, rolloutSeconds } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { listOf } from "../../phrasing/lists";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import { type Change, isRestart, withImage } from "../rule";
import { agree, causes, names } from "../wording";
import { machinesOf, memberName } from "./members";

/** Members with a changed task. They restart one after the other, the declared primary first. */
export function restarts(is: DatabaseMetrics, change: Change): Effect[] {
  const own = machinesOf(is).map((machine) => memberName(is.name, machine));
  const changed = withImage(change, "postgres").filter((one) => own.includes(one.name) && isRestart(one));
  if (changed.length === 0) return [];
  const primary = memberName(is.name, is.primary);
  const members = names(changed);
  const seconds = changed.reduce((sum, { after }) => sum + (after === undefined ? 0 : rolloutSeconds(after)), 0);
  const common = {
    why: `${causes(changed)}.`,
    seconds,
    services: members,
    rollback: "Revert: the same interruption.",
  };
  if (!members.includes(primary)) {
    const reads = `${primary} stays primary and serves ${agree(members, "its", "their")} reads.`;
    return [
      {
        ...common,
        class: "rolling",
        what: `${listOf(members)} ${agree(members, "restarts", "restart one after the other")}; ${reads}`,
      },
    ];
  }
  if (own.length === 1) {
    const summary = `${is.name} is down for about ${seconds} s`;
    return [
      {
        ...common,
        class: "outage",
        outage: seconds,
        summary,
        what: `${primary} restarts and has no replica: ${summary}. Cached pages are served.`,
      },
    ];
  }
  return [failover(is, primary, members, common)];
}

function failover(
  { name, failback, replicas }: DatabaseMetrics,
  primary: string,
  members: readonly string[],
  common: Pick<Effect, "why" | "seconds" | "services" | "rollback">,
): Effect {
  const twice = members.length > 1;
  const afterwards = twice
    ? `hands the lead back when it restarts`
    : `${failback === "manual" ? "stays primary" : "hands the lead back when the other member follows again"} ` +
      `(failback is "${failback}")`;
  return {
    ...common,
    class: "outage",
    outage: (twice ? 2 : 1) * failoverSeconds,
    summary: `writes to ${name} wait or fail ${twice ? "twice " : ""}for about ${failoverSeconds} s`,
    what:
      `${listOf(members)} ${twice ? "restart one after the other" : "restarts"}. ${twice ? primary : "It"} is the primary: ` +
      `a replica takes over by failover and ${afterwards}. Writes to ${name} wait or fail for about ` +
      `${failoverSeconds} s${twice ? " each time" : ""}; cached pages are served.` +
      (twice
        ? ""
        : ` To avoid this, first make ${replicas[0]} the primary (a planned switchover), then apply this change.`),
  };
}
