import { looked, startSeconds } from "../diff/durationModel";
import { does, names, tasks } from "../phrasing/sentences";
import type { Rule } from "./rule";

/** What has a rule of its own for its members. */
const stateful = ["postgres", "rabbitmq", "etcd"];

/** New services, but members and what comes with a new database. */
export const added: Rule = ({ before, after, services }) => {
  const databases = after.figures.databases.filter(
    ({ name }) => !before.figures.databases.some((one) => one.name === name),
  );
  const found = services.filter(
    ({ name, fate, after: is }) =>
      fate === "added" &&
      is !== undefined &&
      !stateful.includes(is.image) &&
      !databases.some((database) => name.startsWith(`${database.name}-`)),
  );
  if (found.length === 0) return [];
  return [
    {
      class: "live",
      what: `${tasks(found)} ${does(found, "starts", "start")}.`,
      why: "New in the plan.",
      seconds: looked(Math.max(...found.map(({ after: is }) => (is === undefined ? 0 : startSeconds(is))))),
      back: "Revert: they stop, and keep nothing.",
      services: names(found),
    },
  ];
};
