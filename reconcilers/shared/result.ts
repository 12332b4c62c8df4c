import type { ReconcilerStatus } from "../../contracts/clusterStatus";
import { type Result, reasonsOf } from "./loop";
import type { GaugeReading } from "./prometheus";

/**
 * The gauge that reports a reconciler's last result: a sample for each reason, and one with an empty reason where
 * there is none.
 */
export const resultMetric = "apture_reconciler_result_info";

/** @param result none before the first reconciliation */
export function resultGauge(
  labels: Pick<ReconcilerStatus, "database" | "program">,
  result: Result | undefined,
): GaugeReading {
  const reasons = result === undefined ? [] : reasonsOf(result);
  return {
    name: resultMetric,
    help: "Result of the last reconciliation.",
    samples:
      result === undefined
        ? []
        : (reasons.length === 0 ? [""] : reasons).map((reason) => ({
            labels: { ...labels, state: result.state, reason },
            value: 1,
          })),
  };
}
