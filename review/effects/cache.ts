import { formatNumber, formatSeconds } from "../../lib/format";
import { coldCacheOf, lostKeys, movedKeys } from "../diff/cacheLoss";
import { longest, polledSeconds, restartSeconds } from "../diff/durationModel";
import type { Effect } from "../diff/schema";
import { count, percent, seriesOf } from "../phrasing/phrases";
import { agree, type Change, isRestart, names, type Rule, reasonOf, withImage } from "./rule";

/** A cache server that restarts is empty. */
export const cacheRestarts: Rule = (change) => {
  const found = withImage(change, "memcached").filter(isRestart);
  if (found.length === 0) return [];
  const { cache } = change.after.metrics;
  const all = found.length >= cache.servers.length;
  return [
    {
      ...coldness(change, "rolling"),
      what:
        `${seriesOf(names(found))} ${agree(found, "restarts", "restart at the same time")} and ` +
        `${agree(found, "starts", "start")} empty: ${all ? "every page is" : "their pages are"} read from ` +
        `${pagesDatabase(change)} again, ${missText(change)}.`,
      why: reasonOf(found),
      seconds: polledSeconds(
        longest(
          found.map(({ after }) => after),
          (service) => restartSeconds(service) + 3,
        ),
      ),
      rollback: "Revert: they restart empty again.",
      services: names(found),
    },
  ];
};

/** Keys that move to another cache server when servers are added or removed. */
export const movedCacheKeys: Rule = (change) => {
  if (withImage(change, "memcached").some(isRestart)) return [];
  const { before, after } = change;
  const [old, now] = [before.metrics.cache.servers, after.metrics.cache.servers];
  const part = movedKeys(old, now);
  if (part === 0) return [];
  return [
    {
      ...coldness(change, "live"),
      what:
        `${percent(part)} of the keys move to another server: their pages are read from ${pagesDatabase(change)} once ` +
        `and cached again, ${missText(change)}.`,
      why:
        `The cache changes from ${count(old.length, "server")} to ${now.length}; keys of servers that stay do not ` +
        "move.",
      rollback: `Revert: ${percent(part)} of the keys move back and are read again.`,
      services: [],
    },
  ];
};

const coldCache = (change: Change) => {
  const { before, after } = change;
  const restarting = names(withImage(change, "memcached").filter(isRestart));
  return coldCacheOf(before.metrics, after.metrics, lostKeys(before.metrics, after.metrics, restarting));
};

/** The class: an outage if more pages miss the cache than the disks read. */
function coldness(change: Change, otherwise: Effect["class"]): Pick<Effect, "class" | "summary" | "durationNote"> {
  const { excess, seconds } = coldCache(change);
  const { pages } = change.after.metrics.cache;
  const duration = `about ${formatSeconds(seconds)}`;
  const durationNote = `warm after ${duration}`;
  return excess === 0
    ? { class: otherwise, summary: `${duration} until the cache is warm`, durationNote }
    : {
        class: "outage",
        summary:
          `up to ${formatNumber(excess)} of ${formatNumber(pages)} pages/s wait or are rejected for ${duration}, ` +
          "until the cache is warm",
        durationNote,
      };
}

function missText(change: Change): string {
  const { misses, seconds } = coldCache(change);
  return `up to ${formatNumber(misses)} pages/s until the cache is warm in about ${formatSeconds(seconds)}`;
}

const pagesDatabase = ({ after: { metrics } }: Change): string =>
  metrics.databases.find(({ parts }) => parts.includes("pages"))?.name ?? "the database";
