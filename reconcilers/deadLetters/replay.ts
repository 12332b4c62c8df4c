import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import { replaysHeader } from "./letter";

export interface Replayed {
  readonly replayed: number;
  /** Whether the replay ended early, since the queue rejected a job. */
  readonly full: boolean;
}

/**
 * Publishes dead letters to the queue again, one after the other. Each is acknowledged only after the broker has
 * confirmed the new message: a crash in between leaves the job in both queues, and jobs are idempotent.
 *
 * @param limit the most letters to replay
 */
export async function replay(
  channel: ConfirmChannel,
  queue: string,
  letters: AsyncIterable<ConsumeMessage>,
  limit: number,
): Promise<Replayed> {
  let replayed = 0;
  // The broker returns a message that no queue accepts, and then confirms it.
  let returned = false;
  channel.on("return", () => (returned = true));
  for await (const letter of letters) {
    if (replayed === limit) break;
    if ((await publish(channel, queue, letter)) === "rejected") return { replayed, full: true };
    if (returned) throw new Error(`there is no queue ${queue}`);
    channel.ack(letter);
    replayed += 1;
  }
  return { replayed, full: false };
}

function publish(
  channel: ConfirmChannel,
  queue: string,
  { content, properties }: ConsumeMessage,
): Promise<"confirmed" | "rejected"> {
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
      else if (error instanceof Error && error.message === "message nacked") resolve("rejected");
      else reject(error);
    });
  });
}

/** The headers of the publisher, without those that RabbitMQ added when the message died. */
export function headersOfReplay(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(headers).filter(
    ([name]) => !/^x-(death|(first|last)-death-.*|delivery-count|acquired-count)$/.test(name),
  );
  return { ...Object.fromEntries(own), [replaysHeader]: Number(headers[replaysHeader] ?? 0) + 1 };
}
