import type { Cluster } from "../cluster/declaration";
import type { ClusterPlan } from "../cluster/plan";

/** A rule over a whole cluster: what no system can see by itself. */
export interface Policy {
  /** What a waiver calls it: `write-budget`. */
  readonly name: string;
  /** Every violation, one sentence or more each: the two figures, and the way out. Nothing where the cluster keeps the rule. */
  readonly check: (cluster: Subject) => readonly string[];
}

/** What a policy looks at. */
export interface Subject {
  readonly declared: Cluster;
  readonly plan: Omit<ClusterPlan, "waived">;
}
