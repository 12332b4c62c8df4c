import { looked, replaceSeconds } from "../seconds";
import type { Effect } from "../schema";
import type { ServiceChange } from "../services";
import type { Change, Rule } from "./rule";
import { all, causes, names, withTasks } from "./words";

/** Services that are deleted and made anew, because the engine cannot change what changes of them. */
export const replaced: Rule = (change) => {
  const found = change.services.filter(({ fate }) => fate === "replaced");
  const tiers = found.filter(({ name }) => change.after.figures.tiers.some((tier) => tier.name === name));
  const others = found.filter((one) => !tiers.includes(one));
  return [...(tiers.length > 0 ? [ofTiers(change, tiers)] : []), ...(others.length > 0 ? [ofOthers(others)] : [])];
};

function ofTiers({ before, after }: Change, tiers: readonly ServiceChange[]): Effect {
  const survivors = before.figures.tiers.filter(({ name }) => after.figures.tiers.some((one) => one.name === name) && !tiers.some((one) => one.name === name));
  const away = Math.max(...tiers.map(awayFor));
  const whole = survivors.length === 0;
  return {
    class: whole ? "outage" : "rolling",
    what: whole
      ? `${all(tiers.map(withTasks))} ${tiers.length === 1 ? "is" : "are"} deleted and made anew, all at once: nothing answers for about ${away} s.`
      : `${all(tiers.map(withTasks))} ${tiers.length === 1 ? "is" : "are"} deleted and made anew; ${all(survivors.map(({ name }) => name))} takes every request for about ${away} s.`,
    why: `${causes(tiers)}, which the engine cannot change in place.`,
    seconds: looked(away),
    ...(whole ? { outage: away } : {}),
    back: "The same diff reversed, at the same price.",
    services: names(tiers),
  };
}

function ofOthers(others: readonly ServiceChange[]): Effect {
  const away = Math.max(...others.map(awayFor));
  const harmless = others.every(({ after }) => after?.image === "app" || after?.image === "reconciler");
  return {
    class: harmless ? "rolling" : "outage",
    what: `${all(others.map(withTasks))} ${others.length === 1 ? "is" : "are"} deleted and made anew${harmless ? ": jobs wait" : ", and away"} for about ${away} s.`,
    why: `${causes(others)}, which the engine cannot change in place.`,
    seconds: looked(away),
    ...(harmless ? {} : { outage: away }),
    back: "The same diff reversed, at the same price.",
    services: names(others),
  };
}

const awayFor = ({ after }: ServiceChange): number => (after === undefined ? 0 : replaceSeconds(after));
