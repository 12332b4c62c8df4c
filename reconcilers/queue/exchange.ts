import type { DesiredExchange } from "../../contracts/desiredQueue";
import { type ActualQueue, fanout } from "./actual";
import type { Step } from "./step";

/**
 * Steps for the exchange and its bindings.
 * @param queues that exist, or will exist by then
 */
export function exchangeSteps(
  { name, open, queues: declared }: DesiredExchange,
  { exchangeType, bindings }: ActualQueue,
  queues: readonly string[],
): Step[] {
  const wanted = declared.filter((queue) => queues.includes(queue));
  // An item that only reaches a fanout queue would be confirmed, but no worker would ever receive it.
  if (!open || wanted[0] !== declared[0]) return exchangeType === undefined ? [] : [{ kind: "remove exchange", name }];

  const current = exchangeType === fanout ? bindings : [];
  return [
    ...(exchangeType === undefined || exchangeType === fanout ? [] : [{ kind: "remove exchange", name } as const]),
    ...(exchangeType === fanout ? [] : [{ kind: "exchange", name } as const]),
    ...wanted
      .filter((queue) => !current.some(({ type, destination }) => type === "queue" && destination === queue))
      .map((queue) => ({ kind: "binding", name: queue }) as const),
    ...current
      .filter(({ type, destination }) => type !== "queue" || !declared.includes(destination))
      .map((binding) => ({ kind: "remove binding", name: binding.destination, binding }) as const),
  ];
}
