/** How the application connects to the queue. The brokers are on the network `queue`. */
export interface QueueEndpoint {
  /** Host names of the brokers, with AMQP on port 5672. */
  readonly brokers: readonly string[];
  readonly vhost: string;
  /** Exchange to which jobs are published. It does not exist while the queue accepts none. */
  readonly exchange: string;
  /** The quorum queue, which the queue reconciler declares. Clients declare nothing. */
  readonly queue: string;
  /** Whether publishers wait for the broker's confirmation. */
  readonly confirms: boolean;
  /** Publishes to the exchange, and reads nothing: for web tiers. */
  readonly publisher: QueueUser;
  /** The same for the outbox's relay. */
  readonly relay: QueueUser;
  /** Reads the queue and its children, and publishes nothing: for workers. */
  readonly consumer: QueueUser;
}

export interface QueueUser {
  readonly user: string;
  /** Name of the user's generated password. */
  readonly password: string;
}
