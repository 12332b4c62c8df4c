import { looked, stopSeconds } from "../diff/durationModel";
import { does, names, tasks } from "../phrasing/sentences";
import type { Rule } from "./rule";

/** Services that go and keep nothing, but what goes with a database. */
export const removed: Rule = ({ before, after, services }) => {
  const databases = before.figures.databases.filter(
    ({ name }) => !after.figures.databases.some((one) => one.name === name),
  );
  const found = services.filter(
    ({ name, fate, before: was }) =>
      fate === "removed" &&
      (was?.volumes ?? []).length === 0 &&
      !databases.some((database) => name.startsWith(`${database.name}-`)),
  );
  if (found.length === 0) return [];
  return [
    {
      class: "rolling",
      what: `${tasks(found)} ${does(found, "stops", "stop")} after everything else has changed, and nobody sends there any more.`,
      why: "No longer in the plan.",
      seconds: looked(Math.max(...found.map(({ before: was }) => (was === undefined ? 0 : stopSeconds(was))))),
      back: "Revert: they start again.",
      services: names(found),
    },
  ];
};
