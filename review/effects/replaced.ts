import { longest, newDatabaseSeconds, polledSeconds, restartSeconds } from "../diff/durationModel";
import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { listOf } from "../phrasing/lists";
import type { Change, Rule } from "./rule";
import { agree, causes, names, tasksOf, verb } from "./wording";

/** Services that the engine cannot change in place: they are deleted and created again. */
export const replaced: Rule = (change) => {
  const found = change.services.filter(({ operation }) => operation === "replaced");
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
        what: `${sentence}: ${listOf(serving.map(({ name }) => name))} ${agree(serving, "serves", "serve")} all requests for about ${seconds} s.`,
      };
}

function otherEffect(change: Change, others: readonly ServiceChange[]): Effect {
  const { common, seconds, sentence } = describe(change, others);
  return others.every(({ after }) => after?.image === "app" || after?.image === "reconciler")
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
      why: `${causes(changes)}; the engine cannot change this in place.`,
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
