import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import { replaysHeader } from "./letter";

export interface Replayed {
  readonly replayed: number;
  /** Why it ended before its time: the queue refused one. */
  readonly full: boolean;
}

/**
 * Puts dead letters back into the queue, one after the other. Each is acknowledged only when the broker has confirmed that the queue has
 * it: a crash in between leaves it in both, and a job takes effect once, however often it is there.
 * @param limit how many at most
 */
export async function replay(
  channel: ConfirmChannel,
  queue: string,
  letters: AsyncIterable<ConsumeMessage>,
  limit: number,
): Promise<Replayed> {
  let replayed = 0;
  // A message that no queue takes is confirmed as well, after it was returned.
  let returned = false;
  channel.on("return", () => (returned = true));
  for await (const letter of letters) {
    if (replayed === limit) break;
    if ((await put(channel, queue, letter)) === "refused") return { replayed, full: true };
    if (returned) throw new Error(`there is no queue ${queue}`);
    channel.ack(letter);
    replayed += 1;
  }
  return { replayed, full: false };
}

function put(
  channel: ConfirmChannel,
  queue: string,
  { content, properties }: ConsumeMessage,
): Promise<"confirmed" | "refused"> {
  const { headers, contentType, contentEncoding, correlationId, replyTo, priority, messageId, timestamp, type, appId } =
    properties;
  const options = {
    contentType,
    contentEncoding,
    correlationId,
    replyTo,
    priority,
    messageId,
    timestamp,
    type,
    appId,
    headers: headersOfReplay(headers ?? {}),
    persistent: true,
    mandatory: true,
  };
  return new Promise((resolve, reject) => {
    channel.publish("", queue, content, options, (error: unknown) => {
      if (error === null || error === undefined) resolve("confirmed");
      else if (error instanceof Error && error.message === "message nacked") resolve("refused");
      else reject(error);
    });
  });
}

/** The client's own headers: what RabbitMQ has written about a death ends with it. */
export function headersOfReplay(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(headers).filter(
    ([name]) => !/^x-(death|(first|last)-death-.*|delivery-count|acquired-count)$/.test(name),
  );
  return { ...Object.fromEntries(own), [replaysHeader]: Number(headers[replaysHeader] ?? 0) + 1 };
}
