import { bytes, milliseconds } from "../plan/units";
import type { WorkQueue } from "./declaration";

/** What the queue reconciler brings about at the brokers, through their HTTP API. */
export interface DesiredQueue {
  /** HTTP API of each broker. */
  readonly apis: readonly string[];
  readonly admin: string;
  readonly vhost: string;
  readonly users: readonly DesiredUser[];
  readonly queues: readonly { readonly name: string; readonly arguments: Readonly<Record<string, string | number>> }[];
  readonly policies: readonly DesiredPolicy[];
  /** Brokers that must be running members of the cluster. */
  readonly nodes: readonly string[];
}

export interface DesiredUser {
  readonly name: string;
  /** Regular expressions of the names that the user may configure, write and read. */
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

export interface DesiredPolicy {
  readonly name: string;
  readonly pattern: string;
  readonly priority: number;
  readonly definition: Readonly<Record<string, string | number>>;
}

export const jobs = "jobs";
export const deadLetters = "jobs.dead";

/** The queue's limits as one policy: all of them change live, with no restart and no item lost. */
export function limitsPolicy(queue: WorkQueue): DesiredPolicy {
  return {
    name: jobs,
    pattern: `^${jobs}$`,
    priority: 10,
    definition: {
      "max-length": queue.maxItems,
      "max-length-bytes": bytes(queue.maxBytes),
      // RabbitMQ's own default drops the oldest item without a word.
      overflow: queue.whenFull === "reject" ? "reject-publish" : "drop-head",
      "message-ttl": milliseconds(queue.maxAge),
      "consumer-timeout": milliseconds(queue.ackTimeout),
      "delivery-limit": queue.maxDeliveries,
      "dead-letter-exchange": "",
      "dead-letter-routing-key": deadLetters,
      // At-least-once needs a queue that refuses; with drop-head RabbitMQ would silently use at-most-once, so it is written out.
      "dead-letter-strategy": queue.whenFull === "reject" ? "at-least-once" : "at-most-once",
    },
  };
}
