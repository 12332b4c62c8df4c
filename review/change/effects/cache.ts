import { movedKeys } from "../cacheMoves";
import { looked, startSeconds, stopSeconds } from "../seconds";
import type { Effect } from "../schema";
import { percent } from "../../report/figures";
import { ofImage, type Rule } from "./rule";
import { all, causes, count, names } from "./words";

/** Cache servers that restart come back empty; a pool of another size has keys elsewhere. */
export const cache: Rule = (change) => {
  const { before, after } = change;
  const servers = ofImage(change, "memcached");
  const restarted = servers.filter(({ fate }) => fate === "restarted" || fate === "replaced");
  const gone = servers.filter(({ fate }) => fate === "removed");
  const moved = movedKeys(before.figures.cache.servers, after.figures.cache.servers);
  const pages = after.figures.databases.find(({ parts }) => parts.includes("pages"))?.name ?? "its database";
  const effects: Effect[] = [];
  if (restarted.length > 0) {
    const kept = after.figures.cache.servers.length - restarted.length;
    effects.push({
      class: "rolling",
      what: `${all(names(restarted))} restart at the same time and come back empty: ${kept <= 0 ? "every page" : "their pages"} must be read from ${pages} again.`,
      why: `${causes(restarted)}.`,
      seconds: looked(Math.max(...restarted.map(({ after: is }) => (is === undefined ? 0 : stopSeconds(is) + startSeconds(is) + 3)))),
      back: "The same diff reversed empties them once more.",
      services: names(restarted),
    });
  }
  if (moved > 0 && restarted.length === 0) {
    effects.push({
      class: "live",
      what: `${percent(moved)} of the keys go to another server: their pages are read from ${pages} once, and cached there.`,
      why: `The cache has ${before.figures.cache.servers.length} → ${count(after.figures.cache.servers.length, "server")}; a key stays with a server that stays.`,
      back: `The same diff reversed moves ${percent(moved)} of the keys back.`,
      services: names(gone),
    });
  }
  return effects;
};
