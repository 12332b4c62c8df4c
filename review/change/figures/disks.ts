import type { DiskFigures, Figures } from "../../facts/figures/schema";
import type { FigureChange } from "../schema";
import { figure } from "../../../components/policies/figures";
import { type Figure, rowsOfEach } from "./rows";

const figures: readonly Figure<DiskFigures>[] = [
  ["streams, written", "MB/s", ({ writeMBps }) => writeMBps],
  ["streams, read", "MB/s", ({ readMBps }) => readMBps],
  ["random writes", "per second", ({ writeIops }) => writeIops],
  ["random reads", "per second", ({ readIops }) => readIops],
  ["write budget", "rows/s", ({ budget }) => budget, (_, is) => is && `leads ${is.leads.join(", ") || "nothing"}, follows ${is.follows.join(", ") || "nothing"}`],
  ["log before a forced checkpoint", "bytes", ({ walLimit }) => walLimit, (_, is) =>
    is && `at the whole budget ${figure(is.walFilled / is.walLimit)} of it fills between two checkpoints${is.walFilled > is.walLimit ? ": they are forced" : ""}`],
];

/** Disks that databases are on. */
export const diskRows = (before: Figures, after: Figures): FigureChange[] => rowsOfEach("disks", ({ machine }) => machine, before.disks, after.disks, figures);
