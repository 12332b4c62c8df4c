import { formatNumber } from "../../../lib/format";
import type { Metrics } from "../../snapshot/metrics/schema";
import { gentleSteps, movedKeys } from "../cacheMoves";
import type { MetricChange } from "../schema";
import { rows } from "./rows";

/** Memory, the keys that move, and what their misses add until the cache is warm again. */
export function cacheRows(before: Metrics, after: Metrics): MetricChange[] {
  const lost = lostKeys(before, after);
  const { pages, readIops, readers, servers } = after.cache;
  const misses = lost * pages;
  const steps = gentleSteps(before.cache.servers.length, servers.length, pages, readIops ?? Infinity);
  return [
    ...rows("cache", "", before.cache, after.cache, [
      ["servers", "", (cache) => cache.servers.length],
      ["memory of one", "bytes", ({ memory }) => memory],
      ["memory for pages", "bytes", ({ memory, servers: all }) => memory * all.length],
    ]),
    ...(lost === 0
      ? []
      : [
          {
            section: "cache",
            of: "",
            figure: "keys that must be read again",
            unit: "part" as const,
            after: lost,
            why:
              lost === 1 && before.cache.servers.length > 0
                ? "every server restarts empty, or has another name"
                : "a key stays with a server that stays (rendezvous hashing)",
          },
          {
            section: "cache",
            of: "",
            figure: "misses until it is warm, at most",
            unit: "per second" as const,
            after: misses,
            why:
              readIops === undefined
                ? "each page once"
                : `each page once; ${readers.join(" and ")} ${readers.length === 1 ? "does" : "do"} ${formatNumber(readIops)} random reads/s` +
                  (misses > readIops && steps.length > 1
                    ? `. Softer: ${[before.cache.servers.length, ...steps].join(" → ")} servers, each ` +
                      `step once the last is warm`
                    : ""),
          },
        ]),
  ];
}

/** Servers that restart lose all of theirs; otherwise only what moves. */
export function lostKeys(before: Metrics, after: Metrics): number {
  return before.cache.memory === after.cache.memory ? movedKeys(before.cache.servers, after.cache.servers) : 1;
}
