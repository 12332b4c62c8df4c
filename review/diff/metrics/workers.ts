import type { Figures } from "../../snapshot/metrics/schema";
import type { FigureChange } from "../schema";
import { rows } from "./rows";

export const workerRows = (before: Figures, after: Figures): FigureChange[] =>
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
