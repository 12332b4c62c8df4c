import { formatSeconds } from "../../../lib/format";
import {
  failoverSeconds,
  polledSeconds,
  rolloutSeconds,
  switchoverSeconds,
  switchoverUpSeconds,
} from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { bytesText, listOf } from "../../phrasing/phrases";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import { agree, type Change, isRestart, names, reasonOf, withImage } from "../rule";
import { membersWithoutLog } from "../volumes";
import { machinesOf, memberName, survivorsOf } from "./members";

/** A new primary is a switchover. The reconciler of the database starts it only if it is safe. */
export function switchover(was: DatabaseMetrics, is: DatabaseMetrics): Effect[] {
  if (was.primary === is.primary) return [];
  const [from, to] = [memberName(is.name, was.primary), memberName(is.name, is.primary)];
  const preflight = [
    `${to} streams from the primary`,
    `it is at most ${bytesText(is.maxLag)} behind (databases.${is.name}.maxLag)`,
    `no transaction has been open for more than ${formatSeconds(is.longestTransaction)} ` +
      `(databases.${is.name}.longestTransaction)`,
  ];
  const why = `databases.${is.name}.primary changes from ${was.primary} to ${is.primary}`;
  if (machinesOf(is).includes(was.primary)) {
    return [
      {
        class: "rolling",
        what:
          `${to} takes over from ${from} in a planned switchover: writes to ${is.name} wait about ` +
          `${switchoverSeconds} s in the poolers, none fails, and no acknowledged write is lost.`,
        why: `${why}; only the reconciler restarts.`,
        seconds: polledSeconds(switchoverUpSeconds),
        rollback: `Revert: ${from} takes over again while it follows.`,
        preflight,
        services: [`${is.name}-reconciler`],
      },
    ];
  }
  // Without a member that stays, `leaves` describes the loss.
  if (survivorsOf(was, is).length === 0) return [];
  const exists = machinesOf(was).includes(is.primary);
  return [
    {
      class: "outage",
      summary: `${is.name} accepts no writes until ${to} leads`,
      what:
        `${to} takes over from ${from}, which this change removes. Poolers no longer know ${from}, so ${is.name} ` +
        `accepts no writes until ${to} ${exists ? "leads" : "is cloned and leads"}.`,
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

/** Members with a changed task. They restart one after the other, the declared primary first. */
export function restarts(is: DatabaseMetrics, change: Change): Effect[] {
  const own = machinesOf(is).map((machine) => memberName(is.name, machine));
  const failing = membersWithoutLog(change);
  const changed = withImage(change, "postgres").filter(
    (one) => own.includes(one.name) && isRestart(one) && !failing.includes(one),
  );
  if (changed.length === 0) return [];
  const primary = memberName(is.name, is.primary);
  const members = names(changed);
  const seconds = changed.reduce((sum, { after }) => sum + (after === undefined ? 0 : rolloutSeconds(after)), 0);
  const common = {
    why: reasonOf(changed),
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
      `${listOf(members)} ${twice ? "restart one after the other" : "restarts"}. ${twice ? primary : "It"} is ` +
      `the primary: ` +
      `a replica takes over by failover and ${afterwards}. Writes to ${name} wait or fail for about ` +
      `${failoverSeconds} s${twice ? " each time" : ""}; cached pages are served.` +
      (twice
        ? ""
        : ` To avoid this, first make ${replicas[0]} the primary (a planned switchover), then apply this change.`),
  };
}
