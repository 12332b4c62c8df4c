import { formatSeconds } from "../../../lib/format";
import type { Effect } from "../../diff/schema";
import { listOf } from "../../phrasing/phrases";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import { agree, type Change, names } from "../rule";

/** The name of a member and of its service. */
export const memberName = (database: string, machine: string): string => `${database}-${machine}`;

export const machinesOf = ({ primary, replicas }: DatabaseMetrics): string[] => [primary, ...replicas];

/** Machines with a copy of the data that both revisions declare. */
export const survivorsOf = (was: DatabaseMetrics, is: DatabaseMetrics): string[] =>
  machinesOf(is).filter((machine) => machinesOf(was).includes(machine));

/** Seconds that `up` waits for a reconciler, which waits until all members stream. */
const cloneTimeout = 300;

/** New members of an existing database. */
export function joins(was: DatabaseMetrics, is: DatabaseMetrics, { services }: Change): Effect[] {
  const members = machinesOf(is)
    .filter((machine) => !machinesOf(was).includes(machine))
    .map((machine) => memberName(is.name, machine));
  if (members.length === 0 || survivorsOf(was, is).length === 0) return [];
  const secondsPerGb = formatSeconds(1_000 / is.cloneMBps);
  const gigabytes = Math.floor((cloneTimeout * is.cloneMBps) / 1_000);
  return [
    {
      class: "live",
      summary: `cloning ${listOf(members)} at ${secondsPerGb} per GB`,
      what:
        `${listOf(members)} ${agree(members, "is", "are")} cloned from ` +
        `${was.replicas.length > 0 ? "a replica" : "the primary"} at ${is.cloneMBps} MB/s. up waits ` +
        `${formatSeconds(cloneTimeout)}, enough for ${gigabytes} GB. If ${is.name} is larger, up fails while the ` +
        "clone continues; run up again when it is complete.",
      why: `databases.${is.name} has ${members.length === 1 ? "a new member" : `${members.length} new members`}.`,
      durationNote: `${secondsPerGb} per GB`,
      rollback: "Revert: other members are not affected. The volume stays on its machine.",
      services: names(services.filter(({ name, operation }) => operation === "added" && members.includes(name))),
    },
  ];
}

/** Members that are no longer declared. */
export function leaves(was: DatabaseMetrics, is: DatabaseMetrics, { services }: Change): Effect[] {
  const members = machinesOf(was)
    .filter((machine) => !machinesOf(is).includes(machine))
    .map((machine) => memberName(is.name, machine));
  if (members.length === 0) return [];
  // New members have no copy before they are cloned.
  const remaining = survivorsOf(was, is);
  const removed = names(services.filter(({ name, operation }) => operation === "removed" && members.includes(name)));
  if (remaining.length === 0) {
    const added = machinesOf(is).map((machine) => memberName(is.name, machine));
    return [allLeave(is, members, [...removed, ...added])];
  }
  const cloned = remaining.length < machinesOf(is).length ? " until the new members are cloned" : "";
  const copies =
    remaining.length < 2
      ? `${remaining[0] ?? "no machine"} has the only copy of ${is.name}${cloned}`
      : `${remaining.length} copies of ${is.name} are left${cloned}`;
  return [
    {
      class: "data",
      summary: copies,
      what:
        `${listOf(members)} ${agree(members, "stops", "stop")}: ` +
        `${copies}${remaining.length < 2 ? "; no failover is possible" : ""}. ` +
        `${agree(members, "Its volume stays", "Their volumes stay")} on the machine.`,
      why: `databases.${is.name} no longer names ${agree(members, "it", "them")}.`,
      rollback: "Revert: it catches up from its volume, or is cloned if the primary no longer has the required log.",
      services: removed,
    },
  ];
}

/** A database that moves in one step: its new members have no leader from which they could be cloned. */
const allLeave = ({ name }: DatabaseMetrics, members: readonly string[], services: readonly string[]): Effect => ({
  class: "data",
  summary: `no declared member has the data of ${name}`,
  what:
    `${listOf(members)} ${agree(members, "stops, the only member", "stop, all members")} with the data of ${name}. ` +
    `New members wait for a leader that is gone, so ${name} is down. To move it, first add the new members as ` +
    "replicas, then make one the primary, then remove the old ones. Their volumes stay on their machines.",
  why: `databases.${name} names other machines only.`,
  durationNote: "until this is reverted",
  rollback: "Revert: the old members start with their volumes.",
  services: [...services],
});
