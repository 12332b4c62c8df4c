import type { Rule } from "../rule";
import { comes, goes } from "./lifecycle";
import { joins, leaves } from "./members";
import { restarts } from "./restarts";
import { switches } from "./switchover";

/** What becomes of every database: who leads, its members, its data. */
export const databases: Rule = (change) => {
  const before = new Map(change.before.figures.databases.map((one) => [one.name, one]));
  const after = new Map(change.after.figures.databases.map((one) => [one.name, one]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (is === undefined) return was === undefined ? [] : [goes(was, change)];
    if (was === undefined) return [comes(is, change)];
    return [...switches(was, is), ...joins(was, is, change), ...restarts(is, change), ...leaves(was, is, change)];
  });
};
