import type { DraftCluster } from "../components/cluster/plan";
import type { Environment } from "../components/cluster/spec";

/** A rule over a whole cluster: what no system can see by itself. */
export interface Policy {
  /** What a waiver calls it: `write-budget`. */
  readonly name: string;
  readonly level: Level;
  /** The environment that it is for. @default every one */
  readonly only?: Environment;
  /** Every violation, one sentence or more each: the two figures, and the way out. Nothing where the cluster keeps the rule. */
  readonly check: (cluster: Subject) => readonly string[];
}

/**
 * `mandatory`: nobody would knowingly merge it, since at the declared traffic, or with one machine lost, the site would fail requests or lose
 * what it acknowledged. A violation is a problem: it stops preview, `up` and review until it is mended or waived.
 * `advisory`: it costs something on a bad day, and what it saves may be worth that. A violation is shown at every preview and review, and
 * stops nothing; a waiver says that somebody has weighed it.
 */
export type Level = (typeof levels)[number];
export const levels = ["mandatory", "advisory"] as const;

/** What a policy checks: the declaration with its defaults, the plan, and every service of the plan. */
export type Subject = DraftCluster;
