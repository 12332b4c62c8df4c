import type * as z from "zod";
import { duration, flag, list, name, named, oneOf, section, size, whole } from "../declaration/schema";

/**
 * The queue of expired and repeatedly failed jobs. When it is full, it drops the oldest entry, so it never blocks the
 * main queue.
 */
export const deadLettersSchema = section({
  /** Dead letters that are retained. @default 100,000 */
  maxItems: whole(1, 100_000_000).default(100_000),
  /** Age at which a dead letter is dropped. @default "14 d" */
  maxAge: duration("1 s", "365 d").default("14 d"),
});

/**
 * A queue with a copy of every item, for another consumer (Kestrel's `parent+child`). When it is full, it drops the
 * oldest item.
 */
export const childSchema = section({
  /** Largest number of waiting items. */
  maxItems: whole(1, 100_000_000),
  /** Age at which an item is dropped. */
  maxAge: duration("1 s", "365 d"),
  /** Largest size of all waiting items. @default limited by `maxItems` only */
  maxBytes: size("1 MiB", "10 TiB").optional(),
});

/** A bounded, durable queue with reliable reads and dead letters: Kestrel's semantics on RabbitMQ quorum queues. */
export const workQueueSchema = section({
  /**
   * Machines that run one broker each: 1, 3 or 5, so that a majority is always clear. The data of a broker stays on
   * its machine.
   */
  brokers: list(name(), 1, 5),
  /** Memory of one broker. At 60% of it, the broker blocks publishers. @default "512 MiB" */
  memory: size("256 MiB", "256 GiB").default("512 MiB"),
  /**
   * Largest number of waiting items (Kestrel's `maxItems`). It does not count unacknowledged items, and may be exceeded
   * by the items that are being published.
   * @default 200,000
   */
  maxItems: whole(1, 100_000_000).default(200_000),
  /** Largest size of all waiting items (Kestrel's `maxSize`). @default "1 GiB" */
  maxBytes: size("1 MiB", "10 TiB").default("1 GiB"),
  /**
   * Largest size of one item (Kestrel's `maxItemSize`). It is a setting of the broker, so a change restarts the
   * brokers. Must be `maxBytes` or less.
   * @default "1 MiB"
   */
  maxItemBytes: size("1 KiB", "128 MiB").default("1 MiB"),
  /**
   * Longest acceptable time to drain a full queue while jobs continue to arrive. A policy checks `maxItems`, the rates
   * of the workers and the traffic against it.
   * @default "1 h"
   */
  longestDrain: duration("1 s", "30 d").default("1 h"),
  /**
   * What a full queue does: reject the new item, or drop the oldest one (Kestrel's `discardOldWhenFull`). @default
   * "reject"
   */
  whenFull: oneOf("reject", "dropOldest").default("reject"),
  /**
   * Whether a publisher waits until the brokers have stored the item on disk. Without confirms, an event is answered
   * 202 as soon as it is sent, and nobody learns that a full queue rejected it or that a broker failed. The outbox's
   * relay always waits. @default true
   */
  confirms: flag().default(true),
  /** Age at which a waiting item is dead-lettered (Kestrel's `maxAge`). @default "1 d" */
  maxAge: duration("1 s", "365 d").default("1 d"),
  /**
   * Time after which an unacknowledged item is delivered to another worker (Kestrel's `openTransactionTimeout`).
   * RabbitMQ supports no timeout shorter than the minimum.
   * @default "5 min"
   */
  ackTimeout: duration("1 min", "24 h").default("5 min"),
  /** Deliveries of one item until it is dead-lettered. @default 5 */
  maxDeliveries: whole(1, 1_000).default(5),
  /** Limits of the dead letters. @default the defaults of its settings */
  deadLetters: deadLettersSchema.default(deadLettersSchema.parse({})),
  /** Child queues `jobs+<child>` by name. They can be added and removed without a restart. @default none */
  fanout: named(childSchema, "children").default({}),
  /**
   * `readOnly` accepts no new items while workers drain the queue. `quiescent` delivers none either. In both, events get
   * 503 with Retry-After, edits are accepted until `application.outbox` is full, and dead letters can still be replayed.
   * @default "up"
   */
  status: oneOf("up", "readOnly", "quiescent").default("up"),
});

export type WorkQueueDeclaration = z.input<typeof workQueueSchema>;
export type WorkQueueSpec = z.output<typeof workQueueSchema>;
