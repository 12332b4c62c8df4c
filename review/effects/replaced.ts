import { looked, newDatabaseSeconds, replaceSeconds } from "../diff/durationModel";
import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { all, causes, does, names, tasks } from "../phrasing/sentences";
import type { Change, Rule } from "./rule";

/** Services that are deleted and made anew, because the engine cannot change in place what changes of them. */
export const replaced: Rule = (change) => {
  const found = change.services.filter(({ fate }) => fate === "replaced");
  const tiers = found.filter(({ name }) => change.after.figures.tiers.some((tier) => tier.name === name));
  const others = found.filter((one) => !tiers.includes(one));
  return [
    ...(tiers.length > 0 ? [ofTiers(change, tiers)] : []),
    ...(others.length > 0 ? [ofOthers(change, others)] : []),
  ];
};

const why = (changes: readonly ServiceChange[]) => `${causes(changes)}, which the engine cannot change in place.`;

function ofTiers(change: Change, tiers: readonly ServiceChange[]): Effect {
  const { before, after } = change;
  const stay = before.figures.tiers.filter(
    ({ name }) => after.figures.tiers.some((one) => one.name === name) && !tiers.some((one) => one.name === name),
  );
  const away = awayFor(change, tiers);
  const common = { why: why(tiers), seconds: looked(away), back: "Revert, at the same price.", services: names(tiers) };
  const made = `${tasks(tiers)} ${does(tiers, "is", "are")} deleted and made anew`;
  return stay.length === 0
    ? {
        ...common,
        class: "outage",
        outage: away,
        brief: `the site is away for about ${away} s`,
        what: `${made}, all at once: nothing answers for about ${away} s.`,
      }
    : {
        ...common,
        class: "rolling",
        what: `${made}: ${all(stay.map(({ name }) => name))} takes every request for about ${away} s.`,
      };
}

function ofOthers(change: Change, others: readonly ServiceChange[]): Effect {
  const away = awayFor(change, others);
  const waits = others.every(({ after }) => after?.image === "app" || after?.image === "reconciler");
  const common = {
    why: why(others),
    seconds: looked(away),
    back: "Revert, at the same price.",
    services: names(others),
  };
  const made = `${tasks(others)} ${does(others, "is", "are")} deleted and made anew`;
  return waits
    ? { ...common, class: "rolling", what: `${made}: jobs wait for about ${away} s.` }
    : {
        ...common,
        class: "outage",
        outage: away,
        brief: `${all(names(others))} away for about ${away} s`,
        what: `${made}, and away for about ${away} s.`,
      };
}

/** What uses a database that the same change makes is ready when that is. */
function awayFor({ before, after }: Change, changes: readonly ServiceChange[]): number {
  const fresh = after.figures.databases.some(
    ({ name, parts }) => parts.length > 0 && !before.figures.databases.some((one) => one.name === name),
  );
  return Math.max(
    fresh ? newDatabaseSeconds : 0,
    ...changes.map(({ after: is }) => (is === undefined ? 0 : replaceSeconds(is))),
  );
}
