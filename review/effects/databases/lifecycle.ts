import { looked, newDatabaseSeconds } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { all, names } from "../../phrasing/sentences";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import type { Change } from "../rule";
import { machinesOf, member } from "./members";

/** A database that is new. */
export function comes(is: DatabaseMetrics, { services }: Change): Effect {
  const follow =
    is.replicas.length === 0
      ? "nobody follows"
      : `${all(is.replicas)} ${is.replicas.length === 1 ? "follows" : "follow"}`;
  return {
    class: "live",
    what: `The database ${is.name} is made, empty: ${is.primary} leads, ${follow}.`,
    why: "New in the plan.",
    seconds: looked(newDatabaseSeconds),
    back: `Revert, while nothing has been written to it: its volumes and passwords stay until npm run forget -- ${is.name}.`,
    services: names(services.filter(({ name, fate }) => fate === "added" && name.startsWith(`${is.name}-`))),
  };
}

/** A database that is no longer declared. */
export function goes(was: DatabaseMetrics, { services }: Change): Effect {
  const volumes = machinesOf(was).map((machine) => `${member(was.name, machine)}-data`);
  return {
    class: "data",
    brief: `nobody serves the data of ${was.name}`,
    what:
      `The database ${was.name} goes. Its data stays in the volume${volumes.length === 1 ? "" : "s"} ${all(volumes)}, served by nobody, ` +
      `and moves nowhere.`,
    why: "No longer in the plan.",
    back: `Revert: it comes back as it was, with its volumes and passwords, unless npm run forget -- ${was.name} has deleted them.`,
    services: names(services.filter(({ name, fate }) => fate === "removed" && name.startsWith(`${was.name}-`))),
  };
}
