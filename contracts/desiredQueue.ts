/** What the queue reconciler brings about at the brokers, through their HTTP API. */
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

/** A fanout exchange that the application publishes to. */
export interface DesiredExchange {
  readonly name: string;
  /**
   * Whether anything may be published. The exchange is removed where not: a right that is revoked does not stop a channel that stays busy,
   * for which the broker remembers it (60 publishes, measured).
   */
  readonly open: boolean;
  /** Queues that get every item. The first one must: a copy of what it does not have is no accepted job. */
  readonly queues: readonly string[];
}
