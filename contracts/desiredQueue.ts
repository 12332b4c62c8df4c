/** The desired state of the brokers, which the queue reconciler applies through their HTTP API. */
export interface DesiredQueue {
  /** HTTP API of each broker. */
  readonly apis: readonly string[];
  readonly admin: string;
  readonly vhost: string;
  readonly users: readonly DesiredUser[];
  readonly queues: readonly { readonly name: string; readonly arguments: Readonly<Record<string, string | number>> }[];
  readonly policies: readonly DesiredPolicy[];
  readonly exchange: DesiredExchange;
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

/** The fanout exchange that the application publishes to. */
export interface DesiredExchange {
  readonly name: string;
  /**
   * Whether the application may publish. If not, the exchange is removed: revoking the permission does not stop a busy
   * channel, for which the broker caches it (60 publishes, measured).
   */
  readonly open: boolean;
  /**
   * Queues that get a copy of every item. The first one is required: an item that only another queue has would never
   * reach a worker.
   */
  readonly queues: readonly string[];
}
