import type { Rule } from "./rule";
import { all, names, withTasks } from "./words";

/** Services without a volume that go. */
export const removed: Rule = ({ before, after, services }) => {
  const goneDatabases = before.figures.databases.filter(({ name }) => !after.figures.databases.some((one) => one.name === name));
  const found = services.filter(
    ({ name, fate, before: was }) =>
      fate === "removed" &&
      (was?.volumes ?? []).length === 0 &&
      was?.image !== "memcached" &&
      !goneDatabases.some((database) => name === `${database.name}-pooler` || name === `${database.name}-reconciler`),
  );
  if (found.length === 0) return [];
  return [
    {
      class: "rolling",
      what: `${all(found.map(withTasks))} ${found.length === 1 ? "goes" : "go"}, after everything else has changed; requests at hand are answered before.`,
      why: found.length === 1 ? "It is no longer declared." : "They are no longer declared.",
      back: "The same diff reversed starts them again.",
      services: names(found),
    },
  ];
};
