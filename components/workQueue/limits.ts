import type { DesiredPolicy } from "../../contracts/desiredQueue";
import { bytes, milliseconds } from "../declaration/units";
import { childName, deadLetters, exactly, jobs } from "./names";
import type { WorkQueueSpec } from "./spec";

/** The limits of all queues as RabbitMQ policies, which can be changed without a restart and without losing an item. */
export function limits(queue: WorkQueueSpec): DesiredPolicy[] {
  return [
    limitsOfJobs(queue),
    limitsOfDeadLetters(queue),
    ...Object.entries(queue.fanout).map(([child, limit]) => limitsOfChild(childName(child), limit, queue)),
  ];
}

function limitsOfJobs(queue: WorkQueueSpec): DesiredPolicy {
  return policy(jobs, {
    "max-length": queue.maxItems,
    "max-length-bytes": bytes(queue.maxBytes),
    // By default, RabbitMQ silently drops the oldest item.
    overflow: queue.whenFull === "reject" ? "reject-publish" : "drop-head",
    "message-ttl": milliseconds(queue.maxAge),
    "consumer-timeout": milliseconds(queue.ackTimeout),
    "delivery-limit": redeliveries(queue),
    "dead-letter-exchange": "",
    "dead-letter-routing-key": deadLetters,
    // At-least-once requires reject-publish. With drop-head, RabbitMQ silently uses at-most-once, so it is set
    // explicitly.
    "dead-letter-strategy": queue.whenFull === "reject" ? "at-least-once" : "at-most-once",
  });
}

function limitsOfDeadLetters({ deadLetters: { maxItems, maxAge } }: WorkQueueSpec): DesiredPolicy {
  return policy(deadLetters, {
    "max-length": maxItems,
    overflow: "drop-head",
    "message-ttl": milliseconds(maxAge),
    // Reading a dead letter counts as a delivery. RabbitMQ's default limit of 20 would delete it after 20 reads.
    "delivery-limit": -1,
  });
}

function limitsOfChild(
  name: string,
  { maxItems, maxAge, maxBytes }: WorkQueueSpec["fanout"][string],
  queue: WorkQueueSpec,
): DesiredPolicy {
  return policy(name, {
    "max-length": maxItems,
    ...(maxBytes === undefined ? {} : { "max-length-bytes": bytes(maxBytes) }),
    // With reject-publish, one full child would reject the job for all queues.
    overflow: "drop-head",
    "message-ttl": milliseconds(maxAge),
    "consumer-timeout": milliseconds(queue.ackTimeout),
    "delivery-limit": redeliveries(queue),
  });
}

/** RabbitMQ's limit excludes the first delivery. */
const redeliveries = ({ maxDeliveries }: WorkQueueSpec) => maxDeliveries - 1;

const policy = (queue: string, definition: DesiredPolicy["definition"]): DesiredPolicy => ({
  name: queue,
  pattern: exactly(queue),
  priority: 10,
  definition,
});
