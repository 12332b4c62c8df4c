import {
  longest,
  newDatabaseSeconds,
  polledSeconds,
  restartSeconds,
  rolloutSeconds,
  startSeconds,
  stopSeconds,
} from "../diff/durationModel";
import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { listOf } from "../phrasing/phrases";
import { agree, byCauses, type Change, names, type Rule, reasonOf, tasksOf, verb } from "./rule";

/** Images whose new services have rules of their own. */
const stateful = ["postgres", "rabbitmq", "etcd"];

/** Images whose restarts have rules of their own, in place or by replacement. */
const ownRestarts = [...stateful, "memcached", "reconciler", "backup"];

/** New services, except members of clusters and the services of a new database. */
export const added: Rule = ({ before, after, services }) => {
  const known = before.metrics.databases.map(({ name }) => name);
  const newDatabases = after.metrics.databases.filter(({ name }) => !known.includes(name));
  const found = services.filter(
    ({ name, operation, after: is }) =>
      operation === "added" &&
      is !== undefined &&
      !stateful.includes(is.image) &&
      !newDatabases.some((database) => name.startsWith(`${database.name}-`)),
  );
  if (found.length === 0) return [];
  return [
    {
      class: "live",
      what: `${tasksOf(found)} ${verb(found, "starts", "start")}.`,
      why: "New in the plan.",
      seconds: polledSeconds(longest(found.map(afterOf), startSeconds)),
      rollback: "Revert: they stop. They store nothing.",
      services: names(found),
    },
  ];
};

/** Removed services without data, except those of a removed database. */
export const removed: Rule = ({ before, after, services }) => {
  const remaining = after.metrics.databases.map(({ name }) => name);
  const removedDatabases = before.metrics.databases.filter(({ name }) => !remaining.includes(name));
  const found = services.filter(
    ({ name, operation, before: was }) =>
      operation === "removed" &&
      (was?.volumes ?? []).length === 0 &&
      !removedDatabases.some((database) => name.startsWith(`${database.name}-`)),
  );
  if (found.length === 0) return [];
  return [
    {
      class: "rolling",
      what: `${tasksOf(found)} ${verb(found, "stops", "stop")} last, when nothing sends requests there.`,
      why: "No longer in the plan.",
      seconds: polledSeconds(
        longest(
          found.map(({ before: was }) => was),
          stopSeconds,
        ),
      ),
      rollback: "Revert: they start again.",
      services: names(found),
    },
  ];
};

/** Services whose new tasks start before the old ones stop. */
export const rolling: Rule = ({ services }) =>
  byCauses(
    services.filter(({ operation, after }) => operation === "restarted" && after?.update.order === "start-first"),
  ).map((group) => ({
    class: "rolling",
    what: `${tasksOf(group)} ${verb(group, "rolls", "roll")} out: each new task serves before the old one stops.`,
    why: reasonOf(group),
    seconds: longest(group.map(afterOf), rolloutSeconds),
    rollback: "Revert: the same rollout.",
    services: names(group),
  }));

/** Services that get more or fewer tasks; the other tasks do not restart. */
export const scaled: Rule = ({ services }) =>
  services.flatMap(({ name, operation, before, after }) => {
    if (
      (operation !== "scaled" && operation !== "placed") ||
      before === undefined ||
      after === undefined ||
      before.replicas === after.replicas
    )
      return [];
    const more = after.replicas > before.replicas;
    const scaling =
      `${name} scales from ${before.replicas} to ${after.replicas} tasks: ` +
      (more ? "the new ones start, the others are not affected." : "the surplus tasks finish their work and stop.");
    return [
      {
        class: "live",
        what: after.replicas === 0 ? `${name} stops: all ${before.replicas} tasks end.` : scaling,
        why: "Only the number of tasks changes.",
        seconds: polledSeconds(more ? startSeconds(after) : stopSeconds(after)),
        rollback: "Revert; it takes as long.",
        services: [name],
      },
    ];
  });

const afterOf = ({ after }: ServiceChange) => after;

/** Services that the engine cannot change in place: they are deleted and created again. */
export const replaced: Rule = (change) => {
  const found = change.services.filter(
    ({ operation, after }) => operation === "replaced" && after !== undefined && !ownRestarts.includes(after.image),
  );
  const tiers = found.filter(({ name }) => change.after.metrics.tiers.some((tier) => tier.name === name));
  const others = found.filter((one) => !tiers.includes(one));
  return [
    ...(tiers.length > 0 ? [tierEffect(change, tiers)] : []),
    ...(others.length > 0 ? [otherEffect(change, others)] : []),
  ];
};

function tierEffect(change: Change, tiers: readonly ServiceChange[]): Effect {
  const { before, after } = change;
  const serving = before.metrics.tiers.filter(
    ({ name }) => after.metrics.tiers.some((one) => one.name === name) && !tiers.some((one) => one.name === name),
  );
  const { common, seconds, sentence } = describe(change, tiers);
  return serving.length === 0
    ? {
        ...common,
        class: "outage",
        outage: seconds,
        summary: `the site is down for about ${seconds} s`,
        what: `${sentence}, all at once: the site is down for about ${seconds} s.`,
      }
    : {
        ...common,
        class: "rolling",
        what:
          `${sentence}: ${listOf(serving.map(({ name }) => name))} ${agree(serving, "serves", "serve")} all ` +
          `requests for about ${seconds} s.`,
      };
}

function otherEffect(change: Change, others: readonly ServiceChange[]): Effect {
  const { common, seconds, sentence } = describe(change, others);
  return others.every(({ after }) => after?.image === "app")
    ? { ...common, class: "rolling", what: `${sentence}: jobs wait for about ${seconds} s.` }
    : {
        ...common,
        class: "outage",
        outage: seconds,
        summary: `${listOf(names(others))} ${agree(others, "is", "are")} unavailable for about ${seconds} s`,
        what: `${sentence}: unavailable for about ${seconds} s.`,
      };
}

function describe(change: Change, changes: readonly ServiceChange[]) {
  const seconds = unavailableSeconds(change, changes);
  return {
    seconds,
    sentence: `${tasksOf(changes)} ${verb(changes, "is", "are")} deleted and created again`,
    common: {
      why: reasonOf(changes),
      seconds: polledSeconds(seconds),
      rollback: "Revert: the same interruption.",
      services: names(changes),
    },
  };
}

/** A service that uses a new database becomes ready when that database is. */
function unavailableSeconds({ before, after }: Change, changes: readonly ServiceChange[]): number {
  const known = before.metrics.databases.map(({ name }) => name);
  const waitsForDatabase = after.metrics.databases.some(({ name, parts }) => parts.length > 0 && !known.includes(name));
  return Math.max(
    waitsForDatabase ? newDatabaseSeconds : 0,
    longest(
      changes.map(({ after: is }) => is),
      restartSeconds,
    ),
  );
}
