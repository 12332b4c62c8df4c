import type { DesiredQueue } from "../../contracts/desiredQueue";
import type { ActualQueue, KnownQueue } from "./actual";

/** Queues that are not declared: those that can go, and why others cannot. One that is still bound may get an item yet. */
export function orphanedQueues(
  desired: DesiredQueue,
  { queues, bindings }: ActualQueue,
): { empty: string[]; kept: string[] } {
  const undeclared = queues.filter(({ name }) => !desired.queues.some((queue) => queue.name === name));
  const isBound = ({ name }: KnownQueue) =>
    bindings.some(({ type, destination }) => type === "queue" && destination === name);
  return {
    empty: undeclared.filter((queue) => queue.items === 0 && !isBound(queue)).map(({ name }) => name),
    kept: undeclared
      .filter(({ items }) => items !== 0)
      .map(
        ({ name, items }) =>
          `queue ${name} is not declared, and kept ${items === undefined ? "until its items are counted" : `while it holds ${items} ${items === 1 ? "item" : "items"}`}`,
      ),
  };
}
