/** What a program needs to read and replay the dead letters of a queue. */
export interface OperatorAccess {
  /** Host names and AMQP ports of the brokers. */
  readonly brokers: readonly { readonly hostname: string; readonly port: number }[];
  readonly vhost: string;
  readonly username: string;
  readonly password: string;
  /** Queue that holds the dead letters. */
  readonly deadLetters: string;
  /** Queue that a replay publishes to. */
  readonly queue: string;
}
