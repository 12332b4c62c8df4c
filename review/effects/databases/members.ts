import { formatSeconds } from "../../../lib/format";
import type { Effect } from "../../diff/schema";
import { all, names } from "../../phrasing/sentences";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import type { Change } from "../rule";

/** Name of a member, which is its service's. */
export const member = (database: string, machine: string): string => `${database}-${machine}`;

export const machinesOf = ({ primary, replicas }: DatabaseMetrics): string[] => [primary, ...replicas];

/** Seconds that `up` waits for a reconciler, which waits for every member to stream. */
const patience = 300;

/** New members of a database that there is. */
export function joins(was: DatabaseMetrics, is: DatabaseMetrics, { services }: Change): Effect[] {
  const fresh = machinesOf(is)
    .filter((machine) => !machinesOf(was).includes(machine))
    .map((machine) => member(is.name, machine));
  if (fresh.length === 0) return [];
  const each = formatSeconds(1_000 / is.cloneMBps);
  return [
    {
      class: "live",
      brief: `the clone of ${all(fresh)}, ${each} for each GB`,
      what:
        `${all(fresh)} ${fresh.length === 1 ? "is" : "are"} cloned from ${was.replicas.length > 0 ? "a replica" : "the leader"} at ` +
        `${is.cloneMBps} MB/s. up waits ${formatSeconds(patience)} for that, which is ` +
        `${Math.floor((patience * is.cloneMBps) / 1_000)} GB: if ${is.name} is larger, up fails, the clone goes on, and the next up succeeds.`,
      why: `databases.${is.name} names ${fresh.length === 1 ? "one more member" : `${fresh.length} more members`}.`,
      takes: `${each} for each GB`,
      back: "Revert: the others do not notice. Its volume stays on its machine.",
      services: names(services.filter(({ name, fate }) => fate === "added" && fresh.includes(name))),
    },
  ];
}

/** Members that are no longer declared. */
export function leaves(was: DatabaseMetrics, is: DatabaseMetrics, { services }: Change): Effect[] {
  const gone = machinesOf(was)
    .filter((machine) => !machinesOf(is).includes(machine))
    .map((machine) => member(is.name, machine));
  if (gone.length === 0) return [];
  const left = machinesOf(is).length;
  const copies = left === 1 ? `${is.primary} has the only copy of ${is.name}` : `${left} copies of ${is.name} are left`;
  return [
    {
      class: "data",
      brief: copies,
      what:
        `${all(gone)} ${gone.length === 1 ? "stops" : "stop"}: ${copies}${left === 1 ? ", and nobody can take over from it" : ""}. ` +
        `${gone.length === 1 ? "Its volume stays where it is" : "Their volumes stay where they are"}.`,
      why: `databases.${is.name} no longer names ${gone.length === 1 ? "it" : "them"}.`,
      back: "Revert: it catches up from its volume, or is cloned where the leader no longer has the log that it lacks.",
      services: names(services.filter(({ name, fate }) => fate === "removed" && gone.includes(name))),
    },
  ];
}
