import { both, type Question } from "./question";

/** A database that loses the last member that could take over. */
export const nobodyFollows: Question = (before, after) =>
  both(before.databases, after.databases, ({ name }) => name).flatMap(([was, is]) =>
    was.replicas.length > 0 && is.replicas.length === 0
      ? [`${is.name} is left with one member: if ${is.primary} or its disk is lost, so is what has been written since the last backup. Is that borne until another replica follows?`]
      : [],
  );

/** A machine that is declared for nothing. */
export const idleMachine: Question = (before, after) =>
  after.machines
    .filter(({ name, tasks }) => Object.keys(tasks).length === 0 && !before.machines.some((one) => one.name === name))
    .map(({ name, roles }) => `${name} is new, and nothing runs on it (roles ${roles.join(", ")}). What is it for?`);
