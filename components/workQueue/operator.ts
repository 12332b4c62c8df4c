import type { OperatorAccess } from "../../contracts/operatorAccess";
import { deadLetters, jobs } from "./names";
import { ports } from "./rabbitmq";

/** Who reads dead letters and replays them, and can do nothing else. */
export const operatorUser = "operator";

/** What `npm run dead-letters` mounts, and no service of the cluster. */
export const operatorSecret = "queue-operator.json";

export const operatorAccess = (hosts: readonly string[], vhost: string): OperatorAccess => ({
  brokers: hosts.map((hostname) => ({ hostname, port: ports.amqp })),
  vhost,
  username: operatorUser,
  password: "{{queue-operator}}",
  deadLetters,
  queue: jobs,
});
