import { pairsOf } from "../../diff/compare";
import { newDatabaseSeconds, polledSeconds } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { listOf } from "../../phrasing/phrases";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import type { StackSnapshot } from "../../snapshot/schema";
import { agree, type Change, names, type Rule } from "../rule";
import { restarts, switchover } from "./leader";
import { joins, leaves, machinesOf, memberName } from "./members";

/** Each database: its creation or removal, its leader, its members and their restarts. */
export const databases: Rule = (change) =>
  pairsOf(change.before.metrics.databases, change.after.metrics.databases, ({ name }) => name).flatMap(
    ({ before: was, after: is }) => {
      if (is === undefined) return was === undefined ? [] : [removal(was, change)];
      if (was === undefined) return [creation(is, change)];
      return [...switchover(was, is), ...joins(was, is, change), ...restarts(is, change), ...leaves(was, is, change)];
    },
  );

function creation(is: DatabaseMetrics, { services }: Change): Effect {
  const replicas =
    is.replicas.length === 0
      ? "without a replica"
      : `with ${agree(is.replicas, "a replica", "replicas")} on ${listOf(is.replicas)}`;
  return {
    class: "live",
    what: `The database ${is.name} is created empty: primary on ${is.primary}, ${replicas}.`,
    why: "New in the plan.",
    seconds: polledSeconds(newDatabaseSeconds),
    rollback: `Revert, before it contains data. Its volumes and passwords stay until npm run purge -- ${is.name}.`,
    services: names(services.filter(({ name, operation }) => operation === "added" && name.startsWith(`${is.name}-`))),
  };
}

function removal(was: DatabaseMetrics, { services }: Change): Effect {
  const volumes = machinesOf(was).map((machine) => `${memberName(was.name, machine)}-data`);
  return {
    class: "data",
    summary: `the data of ${was.name} becomes unavailable`,
    what:
      `The database ${was.name} is removed. Its data stays in the ${agree(volumes, "volume", "volumes")} ` +
      `${listOf(volumes)}, unavailable. It is not moved elsewhere.`,
    why: "No longer in the plan.",
    rollback: `Revert: it returns with its data, unless npm run purge -- ${was.name} has deleted its volumes.`,
    services: names(
      services.filter(({ name, operation }) => operation === "removed" && name.startsWith(`${was.name}-`)),
    ),
  };
}

/** Tables that the application expects in another database. Nothing moves their rows. */
export const tablePlacement: Rule = ({ before, after }) => {
  const [old, now] = [databaseOfPart(before), databaseOfPart(after)];
  return [...now].flatMap(([part, database]) => {
    const from = old.get(part);
    if (from === undefined || from === database) return [];
    return [
      {
        class: "data",
        summary: `the rows of ${part} stay in database ${from}`,
        what:
          `The application reads and writes its ${part} in database ${database} instead of database ${from}. ` +
          `Existing rows are not moved: they stay in database ${from}.`,
        why: `application.placement.${part} changes from ${from} to ${database}.`,
        rollback:
          `Revert: the application uses database ${from} again. Rows written to database ${database} in between ` +
          "stay there.",
        services: [],
      },
    ];
  });
};

/** The database of each part of the application. */
const databaseOfPart = ({ metrics }: StackSnapshot): Map<string, string> =>
  new Map(metrics.databases.flatMap(({ name, parts }) => parts.map((part) => [part, name] as const)));
