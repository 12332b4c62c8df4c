import { formatNumber, formatSeconds } from "../../lib/format";
import { coldCacheOf, growthSteps, hostOf, lostKeys } from "../diff/cacheLoss";
import { inBoth } from "../diff/compare";
import type { Unschedulable } from "../diff/unschedulable";
import { bytesText, listOf, percent, seriesOf } from "../phrasing/phrases";
import type { Metrics } from "../snapshot/metrics/schema";

/**
 * Finds where a change seems inconsistent, and asks the author. A question states both values and proposes a solution.
 */
export type Question = (before: Metrics, after: Metrics, restartingCaches: readonly string[]) => string[];

/** A tier gets more of the requests and has fewer instances. */
export const fewerInstancesMoreRequests: Question = (before, after) =>
  inBoth(before.tiers, after.tiers, ({ name }) => name).flatMap(([was, is]) =>
    is.share > was.share && is.instances < was.instances
      ? [
          `${is.name} gets ${percent(is.share)} of requests instead of ${percent(was.share)}, with ${is.instances} ` +
            `instances instead of ${was.instances}: each instance gets ` +
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
        `Tiers serve ${formatNumber(is)} concurrent requests instead of ${formatNumber(was)}, but ` +
          `${listOf(pools)}. Will requests wait for a connection instead?`,
      ];
};

/** More traffic is declared for unchanged tiers. */
export const sameTiers: Question = (before, after) =>
  after.traffic.pages >= 1.2 * before.traffic.pages && concurrentRequests(after) <= concurrentRequests(before)
    ? [
        `traffic.pages rises from ${formatNumber(before.traffic.pages)}/s to ` +
          `${formatNumber(after.traffic.pages)}/s, but the tiers still serve ` +
          `${formatNumber(concurrentRequests(after))} concurrent requests. Is that enough?`,
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
      `Is ${is.name} the tier ${was.name} with a new name? The engine treats it as a new tier: both run until ` +
        `${was.name} is ` +
        `deleted, which needs ${bytesText(needed)} of the ${bytesText(pool.capacity)} that web machines have` +
        (needed > pool.capacity
          ? ". The new tasks fit on no machine, and up fails. Reduce the instances first, or do not rename the tier."
          : ". Is the new name worth a full rollout?"),
    ];
  });
};

/** The cache loses so many keys that the misses exceed what the disks read, or all servers restart at the same time. */
export const coldCache: Question = (before, after, restarting) => {
  const { pages, readIops, readers, servers } = after.cache;
  const lost = lostKeys(before, after, restarting);
  const { misses, excess, seconds } = coldCacheOf(before, after, lost);
  const allRestart = servers.length > 0 && servers.every((server) => restarting.includes(hostOf(server)));
  if (excess === 0 || readIops === undefined)
    return allRestart && misses > 0
      ? [
          `All cache servers restart empty at the same time: up to ${formatNumber(misses)} pages/s are read from ` +
            `${readers.join(" and ")} for about ${formatSeconds(seconds)}. Is there a time with less traffic for it?`,
        ]
      : [];
  const from = before.cache.servers.length;
  const steps = lost < 1 ? growthSteps(from, servers.length, pages, readIops) : [];
  return [
    `Until the cache is warm, up to ${formatNumber(misses)} pages/s miss it, but ${readers.join(" and ")} ` +
      `${readers.length === 1 ? "serves" : "serve"} ${formatNumber(readIops)} random reads/s. ` +
      (steps.length > 1
        ? `Would steps work (${[from, ...steps].join(" → ")} servers, each when the cache is warm again), or a ` +
          `time with less traffic?`
        : "Is there a time with less traffic for it?"),
  ];
};

/** A larger cache leaves little memory on unchanged machines. */
export const cramped: Question = (before, after) => {
  const [was, is] = [before, after].map(({ pools }) => pools.find(({ role }) => role === "cache"));
  if (was === undefined || is === undefined || is.used <= was.used || is.capacity > was.capacity) return [];
  const free = is.capacity - is.used;
  return free >= 0.1 * is.capacity
    ? []
    : [
        `The cache needs ${bytesText(is.used)} instead of ${bytesText(was.used)} of the ${bytesText(is.capacity)} ` +
          `on its machines: ${bytesText(Math.max(0, free))} is left for everything else. Should they get more memory?`,
      ];
};

/** A longer queue drains at an unchanged rate. */
export const biggerBacklog: Question = ({ queue: was }, { queue: is }) =>
  was.emptyAfter === undefined ||
  is.emptyAfter === undefined ||
  is.maxItems <= was.maxItems ||
  is.emptyAfter < 1.5 * was.emptyAfter
    ? []
    : [
        `A full queue of ${formatNumber(is.maxItems)} jobs drains in ${formatSeconds(is.emptyAfter)} instead of ` +
          `${formatSeconds(was.emptyAfter)}, because workers still do ${formatNumber(is.drain ?? 0)} jobs/s. Is a ` +
          "job of that age still useful?",
      ];

/** More jobs share an unchanged limit of bytes. */
export const sameQueueBytes: Question = ({ queue: was }, { queue: is }) =>
  is.maxItems <= was.maxItems || is.maxBytes > was.maxBytes
    ? []
    : [
        `${formatNumber(is.maxItems)} jobs instead of ${formatNumber(was.maxItems)} may wait in an unchanged ` +
          `${bytesText(is.maxBytes)}: if jobs exceed ${bytesText(is.maxBytes / is.maxItems)} on average (before: ` +
          `${bytesText(was.maxBytes / was.maxItems)}), queue.maxBytes is the effective limit. Should it grow, too?`,
      ];

/** A new machine for databases has no member. */
export const idleMachine: Question = (before, after) => {
  const used = new Set(after.disks.map(({ machine }) => machine));
  const known = new Set(before.machines.map(({ name }) => name));
  return after.machines
    .filter(({ name, roles }) => roles.includes("database") && !used.has(name) && !known.has(name))
    .map(({ name }) => `${name} is a new machine for databases, but no database uses it. Does another change follow?`);
};

/** Tasks that fit on no machine while the change is applied: `up` would wait for them and fail. */
export function askAboutUnschedulable(found: readonly Unschedulable[]): string[] {
  return [...new Set(found.map(({ role }) => role))].map((role) => {
    const ofRole = found.filter((one) => one.role === role);
    const tasks = ofRole.reduce((sum, one) => sum + one.tasks, 0);
    const services = ofRole.every((one) => one.tasks === 1)
      ? seriesOf(ofRole.map(({ service }) => service))
      : listOf(ofRole.map((one) => `${one.tasks} tasks of ${one.service}`));
    const size = bytesText(Math.max(...ofRole.map(({ memory }) => memory)));
    return (
      `While the current tasks run, ${services} ${tasks === 1 ? "fits" : "fit"} on no machine with the role ` +
      `"${role}" (${size} of free memory needed): up fails after 5 min. What makes room, or which steps avoid it?`
    );
  });
}
