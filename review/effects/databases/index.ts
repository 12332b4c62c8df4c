import { formatSeconds } from "../../../lib/format";
import { pairsOf } from "../../diff/compare";
import { newDatabaseSeconds, polledSeconds, restoreSecondsPerGb } from "../../diff/durationModel";
import type { Effect } from "../../diff/schema";
import { listOf } from "../../phrasing/phrases";
import type { DatabaseMetrics } from "../../snapshot/metrics/schema";
import type { StackSnapshot } from "../../snapshot/schema";
import { fieldOf } from "../declared";
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

function creation(is: DatabaseMetrics, { after, services }: Change): Effect {
  const replicas =
    is.replicas.length === 0
      ? "without a replica"
      : `with ${agree(is.replicas, "a replica", "replicas")} on ${listOf(is.replicas)}`;
  const source = restoreOf(after, is.name);
  const common = {
    class: "live" as const,
    why: "New in the plan.",
    seconds: polledSeconds(newDatabaseSeconds),
    services: names(services.filter(({ name, operation }) => operation === "added" && name.startsWith(`${is.name}-`))),
  };
  if (source === undefined)
    return {
      ...common,
      what: `The database ${is.name} is created empty: primary on ${is.primary}, ${replicas}.`,
      rollback: `Revert, before it contains data. Its volumes and passwords stay until npm run purge -- ${is.name}.`,
    };
  const perGb = `${formatSeconds(restoreSecondsPerGb(writeRate(after, is.primary)))} per GB`;
  return {
    ...common,
    summary: `restoring ${is.name} from the backups of ${source.database} at ${perGb}`,
    what:
      `The database ${is.name} is restored from the backups of ${source.database}, as of ${source.to}: primary on ` +
      `${is.primary}, ${replicas}. The restore takes at least ${perGb} and the replay of the log since the last ` +
      `backup; then replicas are cloned. up waits for up to 24 h. ${source.database} is only read.`,
    durationNote: `${perGb} and the replay of its log`,
    rollback: `Revert: ${source.database} is not affected. The volumes of ${is.name} stay until npm run purge -- ${is.name}.`,
  };
}

/** The backups from which a database is restored. */
function restoreOf({ declared }: StackSnapshot, name: string) {
  const source = ["databases", name, "restoreFrom"].reduce<unknown>(fieldOf, declared);
  if (source === undefined) return undefined;
  const to = String(fieldOf(source, "to"));
  return { database: String(fieldOf(source, "database")), to: to === "latest" ? "the end of its archive" : to };
}

const writeRate = ({ metrics }: StackSnapshot, machine: string): number =>
  metrics.disks.find((disk) => disk.machine === machine)?.writeMBps ?? 1;

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
