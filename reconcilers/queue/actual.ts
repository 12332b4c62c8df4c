import type { DesiredPolicy } from "../../contracts/desiredQueue";

/** The actual state of the brokers. */
export interface ActualQueue {
  /** Brokers that have joined the cluster, also those that do not run now. */
  readonly nodes: readonly string[];
  readonly runningNodes: readonly string[];
  readonly users: readonly { readonly name: string; readonly tags: readonly string[] }[];
  /** Users whose declared password the broker does not accept. */
  readonly wrongPasswords: readonly string[];
  readonly permissions: readonly {
    readonly user: string;
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  }[];
  readonly queues: readonly KnownQueue[];
  readonly policies: readonly ActualPolicy[];
  /** Type of the exchange that jobs are published to; missing if it does not exist. */
  readonly exchangeType?: string;
  /** Bindings of that exchange. */
  readonly bindings: readonly Binding[];
}

export interface KnownQueue {
  readonly name: string;
  readonly type: string;
  readonly members: readonly string[];
  /** Ready and unacknowledged items, up to 5 s old; missing if the broker has not counted them yet. */
  readonly items?: number;
}

export interface ActualPolicy extends DesiredPolicy {
  readonly appliesTo: string;
}

export interface Binding {
  readonly destination: string;
  readonly type: "queue" | "exchange";
  /** The broker's `properties_key`, which identifies it among the bindings of a destination. */
  readonly key: string;
}

/** What our policies apply to. */
export const quorumQueues = "quorum_queues";

/** The type of our exchange: every bound queue gets every item. */
export const fanout = "fanout";
