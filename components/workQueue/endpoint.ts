/** Where and as whom the application reaches the queue. The brokers are on the network `queue`. */
export interface QueueEndpoint {
  /** Host names of the brokers, AMQP on port 5672. */
  readonly brokers: readonly string[];
  readonly vhost: string;
  /** Where jobs are published. It is not there while the queue takes none. */
  readonly exchange: string;
  /** The queue, already declared (quorum) by the queue reconciler; clients declare nothing. */
  readonly queue: string;
  /** Whether producers wait for the broker's confirmation. */
  readonly confirms: boolean;
  readonly user: string;
  /** Name of the user's generated password. */
  readonly password: string;
  /** The outbox's relay has a user of its own, which may only publish. */
  readonly relay: { readonly user: string; readonly password: string };
}
