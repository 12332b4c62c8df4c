import { looked, startSeconds } from "../diff/durationModel";
import type { ServiceChange } from "../diff/services";
import { settingChanges } from "../diff/settings";
import { all, causes } from "../phrasing/sentences";
import { plain } from "../phrasing/values";
import { type Change, ofImage, type Rule } from "./rule";

/** What reconcilers bring about while everything runs: only they restart. Switchovers have a rule of their own. */
export const reconcilers: Rule = (change) =>
  ofImage(change, "reconciler")
    .filter(({ name, fate }) => fate === "restarted" && !switchesOver(name, change))
    .map((one) => {
      const desired = desiredChanges(one, change);
      return {
        class: "live",
        what:
          `${one.name} restarts, and ${desired.length === 0 ? "keeps what is declared as before" : `brings about ${all(desired)}`}, while ` +
          `everything else runs.`,
        why: `${causes([one])}.`,
        seconds: looked(one.after === undefined ? 0 : startSeconds(one.after) + 3),
        back: "Revert, as quickly.",
        services: [one.name],
      };
    });

/** `max-length 500000 → 750000`: what differs in the desired state, by the names that its system has for it. */
function desiredChanges({ after: is }: ServiceChange, { before, after }: Change): string[] {
  const file = is?.configs?.find(({ from }) => from.endsWith(".json"))?.from ?? "";
  return settingChanges(parsed(before.files[file]), parsed(after.files[file])).map(
    ({ path, before: was, after: now }) => {
      const [name = path, block] = path.split(".").reverse();
      if (was === undefined) return `${block ?? "it"} with ${name}`;
      if (now === undefined) return `${block ?? "it"} without ${name}`;
      return typeof was === "object" || typeof now === "object" ? name : `${name} ${plain(was)} → ${plain(now)}`;
    },
  );
}

const parsed = (text = "{}"): unknown => JSON.parse(text);

function switchesOver(reconciler: string, { before, after }: Change): boolean {
  const is = after.figures.databases.find(({ name }) => reconciler === `${name}-reconciler`);
  const was = before.figures.databases.find(({ name }) => name === is?.name);
  return is !== undefined && was !== undefined && was.primary !== is.primary;
}
