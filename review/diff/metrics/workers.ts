import type { Metrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { rows } from "./rows";

export const workerRows = (before: Metrics, after: Metrics): MetricChange[] =>
  rows("workers", "", before.workers, after.workers, [
    ["instances that run", "", ({ instances, paused }) => (paused ? 0 : instances)],
    [
      "jobs at a time",
      "",
      ({ instances, concurrency }) => instances * concurrency,
      () => "each holds a connection to every database while it waits",
    ],
    ["memory", "bytes", ({ instances, memory }) => instances * memory],
    ["CPU limit", "cores", ({ instances, cpus }) => cpus && instances * cpus],
    ["jobs of one worker at most", "per second", ({ ceiling }) => ceiling],
  ]);
