import type { DraftCluster } from "../components/cluster/plan";
import type { Environment } from "../components/cluster/spec";

/** A rule over a whole cluster, for what no component can check alone. */
export interface Policy {
  /** The name that messages and waivers use: `write-budget`. */
  readonly name: string;
  /** Earlier names. A waiver under one of them still works, with a warning. */
  readonly formerly?: readonly string[];
  readonly level: Level;
  /** The environment that the policy applies to. @default every environment */
  readonly only?: Environment;
  /** Whether the declaration has the settings that the check needs. @default always */
  readonly appliesTo?: (cluster: Subject) => boolean;
  /**
   * Returns one text for each violation, or an empty list. A text begins with the path of the setting, shows both
   * values, and ends with a fix.
   */
  readonly check: (cluster: Subject) => readonly string[];
}

/**
 * `mandatory`: at the declared traffic, or after the loss of one machine, the site would fail requests or lose
 * acknowledged data. A violation stops preview, `up` and review until it is fixed or waived.
 * `advisory`: the violation costs something in a failure, and accepting that can be reasonable. Every preview and
 * review shows it, and it stops nothing.
 */
export type Level = (typeof levels)[number];
export const levels = ["mandatory", "advisory"] as const;

/** The input of a policy: the declaration with its defaults, the plan, and every service of the plan. */
export type Subject = DraftCluster;
