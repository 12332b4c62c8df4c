import type { DesiredPolicy } from "../../contracts/desiredQueue";

/** What the brokers say they have. */
export interface ActualQueue {
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
  /** Type of the exchange that jobs are published to; none where it is not there. */
  readonly exchangeType?: string;
  /** What that exchange hands items on to. */
  readonly bindings: readonly Binding[];
}

export interface KnownQueue {
  readonly name: string;
  readonly type: string;
  readonly members: readonly string[];
  /** Items that wait or are being done, up to 5 s ago; none where the broker has not counted yet. */
  readonly items?: number;
}

export interface ActualPolicy extends DesiredPolicy {
  readonly appliesTo: string;
}

export interface Binding {
  readonly destination: string;
  readonly type: "queue" | "exchange";
  /** What the broker calls it among those of the same destination. */
  readonly key: string;
}

/** What policies of ours apply to. */
export const quorumQueues = "quorum_queues";

/** The type of our exchange: every queue that is bound to it gets every item. */
export const fanout = "fanout";
