import { looked, startSeconds } from "../seconds";
import type { Rule } from "./rule";
import { all, names, withTasks } from "./words";

/** New services but members of databases, brokers and etcd, which have rules of their own. */
export const added: Rule = ({ before, after, services }) => {
  const isNewDatabase = (name: string) => !before.figures.databases.some((one) => one.name === name);
  const stateful = ["postgres", "rabbitmq", "etcd"];
  const found = services.filter(({ fate, after: is }) => fate === "added" && is !== undefined && !stateful.includes(is.image));
  const databases = after.figures.databases.filter(({ name }) => isNewDatabase(name)).map(({ name }) => name);
  const others = found.filter(({ name }) => !databases.some((database) => name === `${database}-pooler` || name === `${database}-reconciler`));
  if (others.length === 0) return [];
  return [
    {
      class: "live",
      what: `${all(others.map(withTasks))} ${others.length === 1 ? "starts" : "start"}.`,
      why: others.length === 1 ? "It is new." : "They are new.",
      seconds: looked(Math.max(...others.map(({ after: is }) => (is === undefined ? 0 : startSeconds(is))))),
      back: "The same diff reversed stops them; they keep nothing.",
      services: names(others),
    },
  ];
};
