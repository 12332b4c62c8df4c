import { formatNumber, formatSeconds } from "../../lib/format";
import { growthSteps, lostKeys } from "../diff/cacheLoss";
import { bytesText } from "../phrasing/values";
import type { Question } from "./question";

/** The cache loses so many keys that the misses exceed what the disks read. */
export const coldCache: Question = (before, after) => {
  const { pages, readIops, readers, servers } = after.cache;
  const lost = lostKeys(before, after);
  const misses = lost * pages;
  if (lost === 0 || readIops === undefined || misses <= readIops) return [];
  const from = before.cache.servers.length;
  const steps = lost < 1 ? growthSteps(from, servers.length, pages, readIops) : [];
  return [
    `Until the cache is warm, up to ${formatNumber(misses)} pages/s miss it, but ${readers.join(" and ")} ` +
      `${readers.length === 1 ? "serves" : "serve"} ${formatNumber(readIops)} random reads/s. ` +
      (steps.length > 1
        ? `Would steps work (${[from, ...steps].join(" → ")} servers, each when the cache is warm again), or a time with less traffic?`
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
        `The cache needs ${bytesText(is.used)} instead of ${bytesText(was.used)} of the ${bytesText(is.capacity)} on its ` +
          `machines: ${bytesText(Math.max(0, free))} is left for everything else. Should they get more memory?`,
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
          `${formatSeconds(was.emptyAfter)}, because workers still do ${formatNumber(is.drain ?? 0)} jobs/s. ` +
          `Is a job of that age still useful?`,
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
