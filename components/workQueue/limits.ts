import type { DesiredPolicy } from "../../contracts/desiredQueue";
import { bytes, milliseconds } from "../declaration/units";
import { childName, deadLetters, exactly, jobs } from "./names";
import type { WorkQueueSpec } from "./spec";

/** Every limit is a policy: all of them change live, with no restart and no item lost. */
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
    // RabbitMQ's own default drops the oldest item without a word.
    overflow: queue.whenFull === "reject" ? "reject-publish" : "drop-head",
    "message-ttl": milliseconds(queue.maxAge),
    "consumer-timeout": milliseconds(queue.ackTimeout),
    "delivery-limit": redeliveries(queue),
    "dead-letter-exchange": "",
    "dead-letter-routing-key": deadLetters,
    // At-least-once needs a queue that refuses; with drop-head RabbitMQ would silently use at-most-once, so it is written out.
    "dead-letter-strategy": queue.whenFull === "reject" ? "at-least-once" : "at-most-once",
  });
}

function limitsOfDeadLetters({ deadLetters: { maxItems, maxAge } }: WorkQueueSpec): DesiredPolicy {
  return policy(deadLetters, {
    "max-length": maxItems,
    overflow: "drop-head",
    "message-ttl": milliseconds(maxAge),
    // Looking at a dead letter is a delivery: after RabbitMQ's own limit of 20 it would be gone.
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
    // One queue that refuses would refuse the job for all.
    overflow: "drop-head",
    "message-ttl": milliseconds(maxAge),
    "consumer-timeout": milliseconds(queue.ackTimeout),
    "delivery-limit": redeliveries(queue),
  });
}

/** RabbitMQ's limit does not count the first delivery. */
const redeliveries = ({ maxDeliveries }: WorkQueueSpec) => maxDeliveries - 1;

const policy = (queue: string, definition: DesiredPolicy["definition"]): DesiredPolicy => ({
  name: queue,
  pattern: exactly(queue),
  priority: 10,
  definition,
});
