import { settingChanges } from "../diff/compare";
import { longest, polledSeconds, rolloutSeconds, startSeconds } from "../diff/durationModel";
import type { ServiceChange } from "../diff/services";
import { listOf, settingText } from "../phrasing/phrases";
import { agree, type Change, isRestart, names, type Rule, reasonOf, withImage } from "./rule";

/** Changes that reconcilers apply live: only the reconciler restarts. Switchovers have a rule of their own. */
export const reconcilers: Rule = (change) =>
  withImage(change, "reconciler")
    .filter((one) => isRestart(one) && !isSwitchover(one.name, change))
    .map((reconciler) => {
      const changes = desiredChanges(reconciler, change);
      return {
        class: "live",
        what:
          changes.length === 0
            ? `${reconciler.name} restarts; it has nothing to change.`
            : `${reconciler.name} restarts and applies live: ${listOf(changes)}.`,
        why: reasonOf([reconciler]),
        seconds: polledSeconds(reconciler.after === undefined ? 0 : startSeconds(reconciler.after) + 3),
        rollback: "Revert; it takes as long.",
        services: [reconciler.name],
      };
    });

/** `max-length 500,000 → 750,000`: changes of the desired state, in the terms of the system itself. */
function desiredChanges({ after: service }: ServiceChange, { before, after }: Change): string[] {
  const file = service?.configs?.find(({ from }) => from.endsWith(".json"))?.from ?? "";
  return settingChanges(parse(before.files[file]), parse(after.files[file])).map(({ path, before: was, after: is }) => {
    const [name = path, section = "settings"] = path.split(".").reverse();
    if (was === undefined) return `${name} is added to ${section}`;
    if (is === undefined) return `${name} is removed from ${section}`;
    const isSection = typeof was === "object" || typeof is === "object";
    return isSection ? name : `${name} ${settingText(was)} → ${settingText(is)}`;
  });
}

const parse = (text = "{}"): unknown => JSON.parse(text);

function isSwitchover(reconciler: string, { before, after }: Change): boolean {
  const is = after.metrics.databases.find(({ name }) => reconciler === `${name}-reconciler`);
  const was = before.metrics.databases.find(({ name }) => name === is?.name);
  return is !== undefined && was !== undefined && was.primary !== is.primary;
}

/** The backup repository and the backup scheduler of a database. The site does not depend on them. */
export const backups: Rule = (change) =>
  byDatabase(withImage(change, "backup").filter(isRestart)).map((group) => ({
    class: "live",
    what:
      `${listOf(names(group))} ${agree(group, "restarts", "restart")}: members retain their write-ahead log until ` +
      "then, and an interrupted backup resumes.",
    why: reasonOf(group),
    seconds: longest(
      group.map(({ after }) => after),
      rolloutSeconds,
    ),
    rollback: "Revert; it takes as long.",
    services: names(group),
  }));

function byDatabase(changes: readonly ServiceChange[]): ServiceChange[][] {
  const database = ({ name }: ServiceChange) => name.replace(/-(repository|backup)$/, "");
  return [...new Set(changes.map(database))].map((one) => changes.filter((change) => database(change) === one));
}
