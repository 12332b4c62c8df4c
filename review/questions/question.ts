import type { Metrics } from "../snapshot/metrics/schema";

/** Finds where a change seems inconsistent, and asks the author. A question states both values and proposes a solution. */
export type Question = (before: Metrics, after: Metrics) => string[];
