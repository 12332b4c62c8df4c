import { deadLetters, jobs } from "./names";
import { ports } from "./rabbitmq";

/** Who reads dead letters and replays them, and can do nothing else. */
export const operatorUser = "operator";

/** What `npm run dead-letters` mounts, and no service of the cluster. */
export const operatorSecret = "queue-operator.json";

/** All that it takes to get at the dead letters. */
export interface OperatorAccess {
  /** Host names and ports of the brokers, for AMQP. */
  readonly brokers: readonly { readonly hostname: string; readonly port: number }[];
  readonly vhost: string;
  readonly username: string;
  readonly password: string;
  readonly deadLetters: string;
  /** Where dead letters are put back into. */
  readonly queue: string;
}

export const operatorAccess = (hosts: readonly string[], vhost: string): OperatorAccess => ({
  brokers: hosts.map((hostname) => ({ hostname, port: ports.amqp })),
  vhost,
  username: operatorUser,
  password: "{{queue-operator}}",
  deadLetters,
  queue: jobs,
});
