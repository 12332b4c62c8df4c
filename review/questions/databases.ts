import { both, type Question } from "./question";

/** A database that loses the last member that could take over. */
export const nobodyFollows: Question = (before, after) =>
  both(before.databases, after.databases, ({ name }) => name).flatMap(([was, is]) =>
    was.replicas.length > 0 && is.replicas.length === 0
      ? [
          `${is.name} is left with one member: if ${is.primary} or its disk is lost, so is what has been written since the last backup. Is that ` +
            `borne until another replica follows?`,
        ]
      : [],
  );

/** Tables that are looked for in a database that the same change makes: whoever uses it waits for it. */
export const newAndUsed: Question = (before, after) =>
  after.databases
    .filter(({ name, parts }) => parts.length > 0 && !before.databases.some((one) => one.name === name))
    .map(
      ({ name, parts }) =>
        `${name} is made and used by one change: tiers that start wait until it is there. Would two do, ${name} first ` +
        `and application.placement.${parts[0]} after its rows have been copied?`,
    );
