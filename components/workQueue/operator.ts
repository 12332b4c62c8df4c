import type { OperatorAccess } from "../../contracts/operatorAccess";
import { deadLetters, jobs } from "./names";
import { ports } from "./rabbitmq";

/** User that may read and replay dead letters and nothing else. */
export const operatorUser = "operator";

/** Secret that only `npm run dead-letters` mounts. */
export const operatorSecret = "queue-operator.json";

export const operatorAccess = (hosts: readonly string[], vhost: string): OperatorAccess => ({
  brokers: hosts.map((hostname) => ({ hostname, port: ports.amqp })),
  vhost,
  username: operatorUser,
  password: "{{queue-operator}}",
  deadLetters,
  queue: jobs,
});
