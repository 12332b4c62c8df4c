import type { Question } from "./question";

/** A machine for databases that no database has a member on. */
export const idleMachine: Question = (before, after) => {
  const used = new Set(after.disks.map(({ machine }) => machine));
  const known = new Set(before.machines.map(({ name }) => name));
  return after.machines
    .filter(({ name, roles }) => roles.includes("database") && !used.has(name) && !known.has(name))
    .map(
      ({ name }) => `${name} is a new machine for databases, and none has a member on it. Is another change to follow?`,
    );
};
