import type { Metrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { cacheRows } from "./cache";
import { databaseRows } from "./databases";
import { diskRows } from "./disks";
import { machineRows } from "./machines";
import { queueRows } from "./queue";
import { rows } from "./rows";
import { tierRows } from "./tiers";
import { workerRows } from "./workers";

/** Every figure that differs, in the order in which a request meets what it is of. */
export const metricChanges = (before: Metrics, after: Metrics): MetricChange[] => [
  ...rows("traffic", "", before.traffic, after.traffic, [
    ["pages", "per second", ({ pages }) => pages],
    ["edits", "per second", ({ edits }) => edits],
    ["events", "per second", ({ events }) => events],
  ]),
  ...tierRows(before, after),
  ...workerRows(before, after),
  ...queueRows(before, after),
  ...cacheRows(before, after),
  ...databaseRows(before, after),
  ...diskRows(before, after),
  ...machineRows(before, after),
];
