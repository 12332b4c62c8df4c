import { setTimeout as delay } from "node:timers/promises";
import type { Channel, ConsumeMessage } from "amqplib";

/** The most unacknowledged messages of one consumer. Quorum queues deliver no more to a consumer without a limit. */
const prefetchLimit = 2_000;

/**
 * Milliseconds without a message after which the rest of the counted ones are considered gone: expired, or consumed
 * by somebody else.
 */
const idleTimeout = 2_000;

export interface Letters<T> {
  /** Messages in the queue at the start. */
  readonly waiting: number;
  readonly letters: AsyncGenerator<T>;
}

/**
 * Reads each message of a queue once: the oldest first, except for those that were read before. None is removed:
 * unacknowledged messages return to the queue when the channel closes.
 *
 * @param select maps a message to what the caller needs, or to `undefined` to skip it; the message itself is not
 * retained
 */
export async function read<T>(
  channel: Channel,
  queue: string,
  select: (message: ConsumeMessage) => T | undefined,
): Promise<Letters<T>> {
  const { messageCount: waiting } = await channel.checkQueue(queue);
  return { waiting, letters: consume(channel, queue, waiting, select) };
}

async function* consume<T>(
  channel: Channel,
  queue: string,
  count: number,
  select: (message: ConsumeMessage) => T | undefined,
): AsyncGenerator<T> {
  const selected: T[] = [];
  let [received, consumers] = [0, 0];
  let wake = () => {};
  const receive = (message: ConsumeMessage | null) => {
    if (message === null || received === count) return;
    received += 1;
    const one = select(message);
    if (one !== undefined) selected.push(one);
    wake();
  };
  await channel.prefetch(prefetchLimit);
  for (;;) {
    const one = selected.shift();
    if (one !== undefined) {
      yield one;
      continue;
    }
    if (received === count) return;
    if (received === consumers * prefetchLimit) {
      consumers += 1;
      await channel.consume(queue, receive);
      continue;
    }
    const before = received;
    await Promise.race([
      new Promise<void>((resolve) => (wake = resolve)),
      delay(idleTimeout, undefined, { ref: false }),
    ]);
    if (received === before) return;
  }
}
