import { formatNumber, formatSeconds } from "../../../lib/format";
import { bytesText } from "../../phrasing/values";
import type { Metrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { rows } from "./rows";

/** What comes in, what goes out, and what that writes. */
export function queueRows(before: Metrics, after: Metrics): MetricChange[] {
  return [
    ...rows("queue", "", before.queue, after.queue, [
      ["brokers", "", ({ brokers }) => brokers],
      ["jobs that may wait", "", ({ maxItems }) => maxItems],
      ["bytes that may wait", "bytes", ({ maxBytes }) => maxBytes],
      ["bytes a job when both limits are full", "bytes", ({ maxBytes, maxItems }) => Math.round(maxBytes / maxItems)],
      ["jobs that arrive", "per second", ({ arrival }) => arrival],
      [
        "jobs that workers do at most",
        "per second",
        ({ drain }) => drain ?? "no limit",
        (_, is) => is && `${formatNumber(is.arrival)}/s arrive; the rest drains a backlog`,
      ],
      [
        "a full queue is empty after",
        "seconds",
        ({ emptyAfter, drain }) => emptyAfter ?? (drain === undefined ? "nobody knows" : "never"),
        (_, is) => is && `queue.longestDrain allows ${formatSeconds(is.longestDrain)}`,
      ],
    ]),
    ...rows("queue", "", before.writes, after.writes, [
      [
        "rows written at most",
        "rows/s",
        ({ jobs, edits }) => (jobs === undefined ? "no limit" : jobs + edits),
        (_, is) =>
          is?.jobs === undefined
            ? undefined
            : `by ${formatNumber(is.jobs)} of jobs and ${formatNumber(is.edits)} of edits`,
      ],
      [
        "part of the disk's write budget",
        "part",
        ({ jobs, edits, budget }) => (jobs === undefined ? undefined : (jobs + edits) / budget),
        (_, is) => is && `${is.machine}'s disk takes ${formatNumber(is.budget)} rows/s for good`,
      ],
      [
        "log written between two checkpoints",
        "bytes",
        ({ log }) => log,
        (_, is) => is && `of ${bytesText(is.logRoom)} (max_wal_size); beyond it a checkpoint is forced`,
      ],
    ]),
  ];
}
