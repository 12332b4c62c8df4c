import { movedKeys } from "../diff/cacheMoves";
import { looked, startSeconds, stopSeconds } from "../diff/durationModel";
import type { Effect } from "../diff/schema";
import { causes, count, names, series } from "../phrasing/sentences";
import { percent } from "../phrasing/values";
import { type Change, ofImage, type Rule } from "./rule";

/** Cache servers that restart come back empty; a pool of another size has keys elsewhere. */
export const cache: Rule = (change) => {
  const restarted = ofImage(change, "memcached").filter(({ fate }) => fate === "restarted" || fate === "replaced");
  if (restarted.length === 0) return moved(change);
  const whole = restarted.length >= change.after.figures.cache.servers.length;
  return [
    {
      class: "rolling",
      what:
        `${series(names(restarted))} restart at the same time and come back empty: ${whole ? "every page is" : "their pages are"} read ` +
        `from ${pagesOf(change)} again.`,
      why: `${causes(restarted)}.`,
      seconds: looked(
        Math.max(
          ...restarted.map(({ after }) => (after === undefined ? 0 : stopSeconds(after) + startSeconds(after) + 3)),
        ),
      ),
      back: "Revert: they are emptied once more.",
      services: names(restarted),
    },
  ];
};

function moved({ before, after }: Change): Effect[] {
  const [old, now] = [before.figures.cache.servers, after.figures.cache.servers];
  const part = movedKeys(old, now);
  if (part === 0) return [];
  return [
    {
      class: "live",
      what: `${percent(part)} of the keys go to another server: their pages are read from ${pagesOf({ after })} once more, and cached there.`,
      why: `The cache goes from ${count(old.length, "server")} to ${now.length}; a key stays with a server that stays.`,
      back: `Revert: ${percent(part)} of the keys move back, and are read again.`,
      services: [],
    },
  ];
}

const pagesOf = ({ after }: Pick<Change, "after">): string =>
  after.figures.databases.find(({ parts }) => parts.includes("pages"))?.name ?? "the database";
