/** What the job `deadLetters` needs to read and replay the dead letters of a queue, from its secret. */
export interface OperatorAccess {
  /** Host names and AMQP ports of the brokers. */
  readonly brokers: readonly { readonly hostname: string; readonly port: number }[];
  readonly vhost: string;
  readonly username: string;
  readonly password: string;
  /** The queue that holds the dead letters. */
  readonly deadLetters: string;
  /** The queue that a replay publishes to. */
  readonly queue: string;
}
