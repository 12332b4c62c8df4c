import { setTimeout as wait } from "node:timers/promises";
import type { Channel, ConsumeMessage } from "amqplib";

/** Messages that one consumer holds without an acknowledgement; quorum queues give as many to one that sets no limit. */
const mostOfOneConsumer = 2_000;

/** Milliseconds without one more, after which those that were counted are taken to have gone: too old, or somebody else's. */
const silence = 2_000;

export interface Counted<T> {
  /** How many there were to begin with. */
  readonly waiting: number;
  readonly letters: AsyncGenerator<T>;
}

/**
 * The messages of a queue, each once; the oldest first, but for those that were looked at before. None is taken away: what is not
 * acknowledged goes back when the channel closes.
 * @param take makes of a message what is kept of it, or `undefined` to pass it over: a body that nobody needs is let go of at once
 */
export async function read<T>(
  channel: Channel,
  queue: string,
  take: (message: ConsumeMessage) => T | undefined,
): Promise<Counted<T>> {
  const { messageCount: waiting } = await channel.checkQueue(queue);
  return { waiting, letters: consume(channel, queue, waiting, take) };
}

async function* consume<T>(
  channel: Channel,
  queue: string,
  count: number,
  take: (message: ConsumeMessage) => T | undefined,
): AsyncGenerator<T> {
  const taken: T[] = [];
  let [seen, consumers] = [0, 0];
  let wake = () => {};
  const see = (message: ConsumeMessage | null) => {
    if (message === null || seen === count) return;
    seen += 1;
    const one = take(message);
    if (one !== undefined) taken.push(one);
    wake();
  };
  await channel.prefetch(mostOfOneConsumer);
  for (;;) {
    const one = taken.shift();
    if (one !== undefined) {
      yield one;
      continue;
    }
    if (seen === count) return;
    if (seen === consumers * mostOfOneConsumer) {
      consumers += 1;
      await channel.consume(queue, see);
      continue;
    }
    const before = seen;
    await Promise.race([new Promise<void>((resolve) => (wake = resolve)), wait(silence, undefined, { ref: false })]);
    if (seen === before) return;
  }
}
