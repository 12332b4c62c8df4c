import { formatNumber } from "../../lib/format";
import { percent } from "../phrasing/values";
import type { Question } from "./question";

/** More rows for the same disk; what goes beyond its budget violates a policy, which says so. */
export const moreWrites: Question = ({ writes: was }, { writes: is }) => {
  if (was?.jobs === undefined || is?.jobs === undefined) return [];
  const [old, now] = [was.jobs + was.edits, is.jobs + is.edits];
  const part = now / is.budget;
  if (now <= old || is.budget > was.budget || part <= 0.8 || part > 1) return [];
  return [
    `Workers and edits may write ${formatNumber(old)} → ${formatNumber(now)} rows/s, and ${is.machine}'s disk still takes ${formatNumber(is.budget)}: ` +
      `${percent(part)} of it is spoken for. Is what is left enough for everything else that writes there?`,
  ];
};

/** A database that is led from a slower disk than before. */
export const slowerDisk: Question = ({ writes: was }, { writes: is }) =>
  was === undefined || is === undefined || is.budget >= was.budget
    ? []
    : [
        `${is.database} is led from a disk that takes ${formatNumber(was.budget)} → ${formatNumber(is.budget)} rows/s ` +
          `(${was.machine === is.machine ? is.machine : `${was.machine} → ${is.machine}`}). Is that meant?`,
      ];
