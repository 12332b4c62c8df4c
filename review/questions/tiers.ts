import { formatNumber } from "../../lib/format";
import { bytesText, percent } from "../phrasing/values";
import type { Metrics } from "../snapshot/metrics/schema";
import { both, type Question } from "./question";

/** More of the requests for fewer instances. */
export const moreForFewer: Question = (before, after) =>
  both(before.tiers, after.tiers, ({ name }) => name).flatMap(([was, is]) =>
    is.share > was.share && is.instances < was.instances
      ? [
          `${is.name} gets ${percent(was.share)} → ${percent(is.share)} of the requests with ${was.instances} → ${is.instances} instances: ` +
            `each gets ${formatNumber(is.share / is.instances / (was.share / was.instances))} times as many. Is that meant?`,
        ]
      : [],
  );

const places = ({ tiers }: Metrics) =>
  tiers.reduce((sum, { instances, concurrency }) => sum + instances * concurrency, 0);

/** Many more requests at a time in front of the same pools. */
export const samePool: Question = (before, after) => {
  const [was, is] = [places(before), places(after)];
  if (is < 1.5 * was) return [];
  const same = both(before.connections, after.connections, ({ database }) => database).filter(
    ([old, now]) => now.clients > old.clients && now.pool <= old.pool,
  );
  return same.length === 0
    ? []
    : [
        `Tiers serve ${formatNumber(was)} → ${formatNumber(is)} requests at a time, and ` +
          `${same.map(([, { database, pool }]) => `${database} still has ${formatNumber(pool)} connections`).join(", ")}. Do requests wait for a ` +
          `connection instead of for a place?`,
      ];
};

/** More traffic for the same tiers. */
export const sameTiers: Question = (before, after) =>
  after.traffic.pages >= 1.2 * before.traffic.pages && places(after) <= places(before)
    ? [
        `traffic.pages is ${formatNumber(before.traffic.pages)} → ${formatNumber(after.traffic.pages)}/s, and the tiers serve ${formatNumber(places(after))} ` +
          `requests at a time as before. Do they have the room?`,
      ]
    : [];

/** A tier that goes while one of the same make comes: a new name is a new tier, and both run for a while. */
export const renamedTier: Question = (before, after) => {
  const gone = before.tiers.filter(({ name }) => !after.tiers.some((one) => one.name === name));
  const fresh = after.tiers.filter(({ name }) => !before.tiers.some((one) => one.name === name));
  return fresh.flatMap((is) => {
    const was = gone.find(
      ({ server, instances, memory }) => server === is.server && instances === is.instances && memory === is.memory,
    );
    const pool = before.pools.find(({ role }) => role === "web");
    if (was === undefined || pool === undefined) return [];
    const needs = pool.taken + is.instances * is.memory;
    return [
      `Is ${is.name} the tier ${was.name} under another name? To the engine it is a new one: both run until ${was.name} is deleted, which ` +
        `takes ${bytesText(needs)} of the ${bytesText(pool.room)} that web machines have` +
        (needs > pool.room
          ? ": the new tasks find no machine, and up fails. Use fewer instances first, or keep the name."
          : ". A name costs a whole rollout; is it worth it?"),
    ];
  });
};
