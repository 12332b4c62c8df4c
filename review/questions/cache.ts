import { formatNumber } from "../../lib/format";
import { gentleSteps } from "../diff/cacheMoves";
import { lostKeys } from "../diff/metrics/cache";
import { bytesText } from "../phrasing/values";
import type { Question } from "./question";

/** More misses at once than the disks behind the cache can read. */
export const coldCache: Question = (before, after) => {
  const { pages, readIops, readers, servers } = after.cache;
  const lost = lostKeys(before, after);
  const misses = lost * pages;
  if (lost === 0 || readIops === undefined || misses <= readIops) return [];
  const from = before.cache.servers.length;
  const steps = lost < 1 ? gentleSteps(from, servers.length, pages, readIops) : [];
  return [
    `Until the cache is warm, up to ${formatNumber(misses)} pages/s miss it, and ${readers.join(" and ")} ${readers.length === 1 ? "does" : "do"} ` +
      `${formatNumber(readIops)} random reads/s. ` +
      (steps.length > 1
        ? `Would steps do (${[from, ...steps].join(" → ")} servers, each once the last is warm), or an hour with less traffic?`
        : "Is there an hour with less traffic for it?"),
  ];
};

/** A larger cache on the same machines, which leaves them little. */
export const fullMachines: Question = (before, after) => {
  const [was, is] = [before, after].map(({ pools }) => pools.find(({ role }) => role === "cache"));
  if (was === undefined || is === undefined || is.taken <= was.taken || is.room > was.room) return [];
  const free = is.room - is.taken;
  return free >= 0.1 * is.room
    ? []
    : [
        `The cache takes ${bytesText(was.taken)} → ${bytesText(is.taken)} on machines that have ${bytesText(is.room)} for it, as before: ` +
          `${bytesText(Math.max(0, free))} is left for what else runs there. Should they have more?`,
      ];
};
