import { formatNumber } from "../../lib/format";
import { inBoth } from "../diff/pairs";
import { listOf } from "../phrasing/lists";
import { bytesText, percent } from "../phrasing/values";
import type { Metrics } from "../snapshot/metrics/schema";
import type { Question } from "./question";

/** A tier gets more of the requests and has fewer instances. */
export const fewerInstancesMoreRequests: Question = (before, after) =>
  inBoth(before.tiers, after.tiers, ({ name }) => name).flatMap(([was, is]) =>
    is.share > was.share && is.instances < was.instances
      ? [
          `${is.name} gets ${percent(is.share)} of requests instead of ${percent(was.share)}, with ${is.instances} instances ` +
            `instead of ${was.instances}: each instance gets ` +
            `${formatNumber(is.share / is.instances / (was.share / was.instances))} times as many. Is this intended?`,
        ]
      : [],
  );

const concurrentRequests = ({ tiers }: Metrics) =>
  tiers.reduce((sum, { instances, concurrency }) => sum + instances * concurrency, 0);

/** Many more concurrent requests share unchanged connection pools. */
export const samePools: Question = (before, after) => {
  const [was, is] = [concurrentRequests(before), concurrentRequests(after)];
  if (is < 1.5 * was) return [];
  const unchanged = inBoth(before.connections, after.connections, ({ database }) => database).filter(
    ([old, now]) => now.clients > old.clients && now.pool <= old.pool,
  );
  const pools = unchanged.map(([, { database, pool }]) => `${database} still has ${formatNumber(pool)} connections`);
  return unchanged.length === 0
    ? []
    : [
        `Tiers serve ${formatNumber(is)} concurrent requests instead of ${formatNumber(was)}, but ${listOf(pools)}. ` +
          `Will requests wait for a connection instead?`,
      ];
};

/** More traffic is declared for unchanged tiers. */
export const sameTiers: Question = (before, after) =>
  after.traffic.pages >= 1.2 * before.traffic.pages && concurrentRequests(after) <= concurrentRequests(before)
    ? [
        `traffic.pages rises from ${formatNumber(before.traffic.pages)}/s to ${formatNumber(after.traffic.pages)}/s, but the ` +
          `tiers still serve ${formatNumber(concurrentRequests(after))} concurrent requests. Is that enough?`,
      ]
    : [];

/** A tier is removed and an equal one is added. Both run for some time. */
export const renamedTier: Question = (before, after) => {
  const removed = before.tiers.filter(({ name }) => !after.tiers.some((one) => one.name === name));
  const added = after.tiers.filter(({ name }) => !before.tiers.some((one) => one.name === name));
  return added.flatMap((is) => {
    const was = removed.find(
      ({ server, instances, memory }) => server === is.server && instances === is.instances && memory === is.memory,
    );
    const pool = before.pools.find(({ role }) => role === "web");
    if (was === undefined || pool === undefined) return [];
    const needed = pool.used + is.instances * is.memory;
    return [
      `Is ${is.name} the tier ${was.name} with a new name? The engine treats it as a new tier: both run until ${was.name} is ` +
        `deleted, which needs ${bytesText(needed)} of the ${bytesText(pool.capacity)} that web machines have` +
        (needed > pool.capacity
          ? ". The new tasks fit on no machine, and up fails. Reduce the instances first, or do not rename the tier."
          : ". Is the new name worth a full rollout?"),
    ];
  });
};
