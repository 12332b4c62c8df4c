import type { Metrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { queueRows, tierRows, workerRows } from "./application";
import { cacheRows, databaseRows, diskRows } from "./data";
import { machineRows } from "./machines";
import { rows } from "./rows";

/**
 * All metrics that differ, in the order in which a request passes through the cluster.
 * @param restartingCaches cache servers that restart empty
 */
export const metricChanges = (
  before: Metrics,
  after: Metrics,
  restartingCaches: readonly string[] = [],
): MetricChange[] => [
  ...rows("traffic", "", before.traffic, after.traffic, [
    ["pages", "per second", ({ pages }) => pages],
    ["edits", "per second", ({ edits }) => edits],
    ["events", "per second", ({ events }) => events],
  ]),
  ...tierRows(before, after),
  ...workerRows(before, after),
  ...queueRows(before, after),
  ...cacheRows(before, after, restartingCaches),
  ...databaseRows(before, after),
  ...diskRows(before, after),
  ...machineRows(before, after),
];
