import type { DesiredQueue } from "../../contracts/desiredQueue";
import type { ActualQueue, KnownQueue } from "./actual";

/**
 * Undeclared queues: those that can be deleted, and why others are retained. A queue that is still bound may receive
 * an item.
 */
export function orphanedQueues(
  desired: DesiredQueue,
  { queues, bindings }: ActualQueue,
): { empty: string[]; retained: string[] } {
  const undeclared = queues.filter(({ name }) => !desired.queues.some((queue) => queue.name === name));
  const isBound = ({ name }: KnownQueue) =>
    bindings.some(({ type, destination }) => type === "queue" && destination === name);
  return {
    empty: undeclared.filter((queue) => queue.items === 0 && !isBound(queue)).map(({ name }) => name),
    retained: undeclared
      .filter(({ items }) => items !== 0)
      .map(({ name, items }) => `queue ${name} is not declared; it is retained ${untilWhen(items)}`),
  };
}

function untilWhen(items: number | undefined): string {
  if (items === undefined) return "until its items are counted";
  return `while it holds ${items} ${items === 1 ? "item" : "items"}`;
}
