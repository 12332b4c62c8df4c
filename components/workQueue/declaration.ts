import type * as z from "zod";
import { duration, list, name, oneOf, section, size, whole } from "../plan/schema";

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
  /** Items older than this expire to the dead letters (Kestrel's `maxAge`). @default "1 d" */
  maxAge: duration("1 s", "365 d").default("1 d"),
  /** A worker that has not acknowledged an item by then loses it to another (Kestrel's `openTransactionTimeout`). @default "5 min" */
  ackTimeout: duration("1 min", "24 h").default("5 min"),
  /** Deliveries of one item before it goes to the dead letters. @default 5 */
  maxDeliveries: whole(1, 1_000).default(5),
});

export type WorkQueueArgs = z.input<typeof workQueueSchema>;
export type WorkQueue = z.output<typeof workQueueSchema>;
