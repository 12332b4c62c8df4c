import { looked, startSeconds } from "../seconds";
import { settingChanges } from "../settings";
import type { Effect } from "../schema";
import { type Change, ofImage, type Rule } from "./rule";
import { all, causes, names } from "./words";

/** What reconcilers bring about while everything runs: only they restart. Switchovers have a rule of their own. */
export const reconcilers: Rule = (change) => {
  const changed = ofImage(change, "reconciler").filter(({ fate }) => fate === "restarted");
  const quiet = changed.filter(({ name }) => !switchesOver(name, change));
  if (quiet.length === 0) return [];
  const settings = settingChanges(change.before.declared, change.after.declared).map(({ path }) => path);
  const live = settings.filter((path) => path.startsWith("queue.") || path.startsWith("databases."));
  const effect: Effect = {
    class: "live",
    what: `${all(names(quiet))} ${quiet.length === 1 ? "restarts" : "restart"} and ${quiet.length === 1 ? "brings" : "bring"} about what is declared now${live.length > 0 ? ` (${all(live)})` : ""}, while everything else runs.`,
    why: `${causes(quiet)}.`,
    seconds: looked(Math.max(...quiet.map(({ after }) => (after === undefined ? 0 : startSeconds(after) + 3)))),
    back: "The same diff reversed, as quickly.",
    services: names(quiet),
  };
  return [effect];
};

function switchesOver(reconciler: string, { before, after }: Change): boolean {
  const is = after.figures.databases.find(({ name }) => reconciler === `${name}-reconciler`);
  const was = before.figures.databases.find(({ name }) => name === is?.name);
  return is !== undefined && was !== undefined && was.primary !== is.primary;
}
