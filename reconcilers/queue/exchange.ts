import type { DesiredExchange } from "../../contracts/desiredQueue";
import { type ActualQueue, fanout } from "./actual";
import type { Step } from "./differences";

/**
 * The exchange and what is bound to it.
 * @param queues those that are there, or will be by then
 */
export function exchangeSteps(
  { name, open, queues: declared }: DesiredExchange,
  { exchangeType, bindings }: ActualQueue,
  queues: readonly string[],
): Step[] {
  const wanted = declared.filter((queue) => queues.includes(queue));
  // An item that only a child gets would be confirmed, and no worker would ever see it.
  if (!open || wanted[0] !== declared[0]) return exchangeType === undefined ? [] : [{ kind: "remove exchange", name }];

  const kept = exchangeType === fanout ? bindings : [];
  return [
    ...(exchangeType === undefined || exchangeType === fanout ? [] : [{ kind: "remove exchange", name } as const]),
    ...(exchangeType === fanout ? [] : [{ kind: "exchange", name } as const]),
    ...wanted
      .filter((queue) => !kept.some(({ type, destination }) => type === "queue" && destination === queue))
      .map((queue) => ({ kind: "binding", name: queue }) as const),
    ...kept
      .filter(({ type, destination }) => type !== "queue" || !declared.includes(destination))
      .map((binding) => ({ kind: "remove binding", name: binding.destination, binding }) as const),
  ];
}
