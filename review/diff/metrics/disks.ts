import { bytesText } from "../../phrasing/values";
import type { DiskMetrics, Metrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { type Figure, rowsOfEach } from "./rows";

const figures: readonly Figure<DiskMetrics>[] = [
  ["streams, written", "MB/s", ({ writeMBps }) => writeMBps],
  ["streams, read", "MB/s", ({ readMBps }) => readMBps],
  ["random writes", "per second", ({ writeIops }) => writeIops],
  ["random reads", "per second", ({ readIops }) => readIops],
  ["log streams to a disk of its own", "MB/s", ({ walMBps }) => walMBps],
  [
    "write budget",
    "rows/s",
    ({ budget }) => budget,
    (_, is) => is && `leads ${is.leads.join(", ") || "nothing"}, follows ` + `${is.follows.join(", ") || "nothing"}`,
  ],
  [
    "log before a checkpoint is forced",
    "bytes",
    ({ walLimit }) => walLimit,
    () => "max_wal_size, which follows from the disk",
  ],
  [
    "log that may be kept",
    "bytes",
    ({ walKept }) => walKept,
    (_, is) =>
      is?.walVolume === undefined ? undefined : `of ${bytesText(is.walVolume)}; for a replica that is away as well`,
  ],
];

/** Disks that databases are on. */
export const diskRows = (before: Metrics, after: Metrics): MetricChange[] =>
  rowsOfEach("disks", ({ machine }) => machine, before.disks, after.disks, figures);
