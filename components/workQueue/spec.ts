import type * as z from "zod";
import { duration, flag, list, name, named, oneOf, section, size, whole } from "../declaration/schema";

/** Where jobs end that are too old, or were delivered too often. When it is full, the oldest is dropped: it never holds the queue up. */
export const deadLettersSchema = section({
  /** Dead letters that are kept. 1 to 100,000,000. @default 100,000 */
  maxItems: whole(1, 100_000_000).default(100_000),
  /** Dead letters older than this are dropped. 1 s to 365 d. @default "14 d" */
  maxAge: duration("1 s", "365 d").default("14 d"),
});

/** A queue that gets a copy of every item (Kestrel's `parent+child`), for a reader of its own. When it is full, the oldest is dropped. */
export const childSchema = section({
  /** Items that may wait. 1 to 100,000,000. */
  maxItems: whole(1, 100_000_000),
  /** Items older than this are dropped. 1 s to 365 d. */
  maxAge: duration("1 s", "365 d"),
  /** Bytes that may wait. 1 MiB to 10 TiB. @default no limit but `maxItems` */
  maxBytes: size("1 MiB", "10 TiB").optional(),
});

/** A bounded, durable queue with reliable reads and dead letters: Kestrel's semantics on RabbitMQ quorum queues. */
export const workQueueSchema = section({
  /** Machines that run a broker: one, or a quorum of three or five. Their data stays on them. */
  brokers: list(name(), 1, 5),
  /** Memory of one broker; it takes no more messages at 60% of it. @default "512 MiB" */
  memory: size("256 MiB", "256 GiB").default("512 MiB"),
  /** Items that may wait (Kestrel's `maxItems`); counts ready items, and overshoots by what is being published. @default 200,000 */
  maxItems: whole(1, 100_000_000).default(200_000),
  /** Bytes that may wait (Kestrel's `maxSize`). @default "1 GiB" */
  maxBytes: size("1 MiB", "10 TiB").default("1 GiB"),
  /** The largest item (Kestrel's `maxItemSize`). A node setting: changing it restarts the brokers. @default "1 MiB" */
  maxItemBytes: size("1 KiB", "128 MiB").default("1 MiB"),
  /**
   * So long a full queue may take to drain while jobs go on arriving: what `maxItems`, the ceilings of the workers and the traffic are
   * checked against. 1 s to 30 d. @default "1 h"
   */
  longestDrain: duration("1 s", "30 d").default("1 h"),
  /** What a full queue does: refuse the new item, or drop the oldest (Kestrel's `discardOldWhenFull`). @default "reject" */
  whenFull: oneOf("reject", "dropOldest").default("reject"),
  /**
   * Whether a producer waits until the brokers have the item on disk. Without it, an event is answered 202 when it has been sent, and what a
   * full queue or a broker that fails does with it, nobody is told. The outbox's relay always waits. @default true
   */
  confirms: flag().default(true),
  /** Items older than this expire to the dead letters (Kestrel's `maxAge`). @default "1 d" */
  maxAge: duration("1 s", "365 d").default("1 d"),
  /** A worker that has not acknowledged an item by then loses it to another (Kestrel's `openTransactionTimeout`). @default "5 min" */
  ackTimeout: duration("1 min", "24 h").default("5 min"),
  /** Deliveries of one item before it goes to the dead letters. @default 5 */
  maxDeliveries: whole(1, 1_000).default(5),
  /** Limits of the dead letters. @default as in each setting */
  deadLetters: deadLettersSchema.default(deadLettersSchema.parse({})),
  /** Queues `jobs+<child>` beside the queue, by the child's name; added and removed live. @default none */
  fanout: named(childSchema, "children").default({}),
  /**
   * `readOnly`: nothing is put in, and workers drain it; `quiescent`: nothing is taken out, either. Events are refused,
   * with Retry-After. Edits are accepted until `application.outbox` is full: their jobs wait there. Dead letters can be
   * replayed. @default "up"
   */
  status: oneOf("up", "readOnly", "quiescent").default("up"),
});

export type WorkQueueDeclaration = z.input<typeof workQueueSchema>;
export type WorkQueueSpec = z.output<typeof workQueueSchema>;
