import type { Question } from "./question";

/** A machine that is declared for nothing. */
export const idleMachine: Question = (before, after) =>
  after.machines
    .filter(({ name, tasks }) => Object.keys(tasks).length === 0 && !before.machines.some((one) => one.name === name))
    .map(({ name, roles }) => `${name} is new, and nothing runs on it (roles ${roles.join(", ")}). What is it for?`);
