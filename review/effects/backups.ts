import { rollSeconds } from "../diff/durationModel";
import type { ServiceChange } from "../diff/services";
import { all, causes, does, names } from "../phrasing/sentences";
import { ofImage, type Rule } from "./rule";

/** A repository, and who makes backups: what serves the site does without them for a while. */
export const backups: Rule = (change) =>
  byDatabase(ofImage(change, "backup").filter(({ fate }) => fate === "restarted")).map((group) => ({
    class: "live",
    what:
      `${all(names(group))} ${does(group, "restarts", "restart")}, while everything else runs: the log waits at the members until then, ` +
      "and a backup that is under way goes on afterwards.",
    why: `${causes(group)}.`,
    seconds: Math.max(...group.map(({ after }) => (after === undefined ? 0 : rollSeconds(after)))),
    back: "Revert, as quickly.",
    services: names(group),
  }));

function byDatabase(changes: readonly ServiceChange[]): ServiceChange[][] {
  const database = ({ name }: ServiceChange) => name.replace(/-(repository|backup)$/, "");
  return [...new Set(changes.map(database))].map((one) => changes.filter((change) => database(change) === one));
}
