import type { Unschedulable } from "../diff/unschedulable";
import { listOf, seriesOf } from "../phrasing/lists";
import { bytesText } from "../phrasing/values";
import type { Question } from "./question";

/** A new machine for databases has no member. */
export const idleMachine: Question = (before, after) => {
  const used = new Set(after.disks.map(({ machine }) => machine));
  const known = new Set(before.machines.map(({ name }) => name));
  return after.machines
    .filter(({ name, roles }) => roles.includes("database") && !used.has(name) && !known.has(name))
    .map(({ name }) => `${name} is a new machine for databases, but no database uses it. Does another change follow?`);
};

/** Tasks that fit on no machine while the change is applied: `up` would wait for them and fail. */
export function askAboutUnschedulable(found: readonly Unschedulable[]): string[] {
  return [...new Set(found.map(({ role }) => role))].map((role) => {
    const ofRole = found.filter((one) => one.role === role);
    const tasks = ofRole.reduce((sum, one) => sum + one.tasks, 0);
    const services = ofRole.every((one) => one.tasks === 1)
      ? seriesOf(ofRole.map(({ service }) => service))
      : listOf(ofRole.map((one) => `${one.tasks} tasks of ${one.service}`));
    const size = bytesText(Math.max(...ofRole.map(({ memory }) => memory)));
    return (
      `While the current tasks run, ${services} ${tasks === 1 ? "fits" : "fit"} on no machine with the role "${role}" ` +
      `(${size} of free memory needed): up fails after 5 min. What makes room, or which steps avoid it?`
    );
  });
}
