import { formatNumber } from "../../lib/format";
import { inBoth } from "../diff/compare";
import { percent } from "../phrasing/phrases";
import type { Question } from "./capacity";

/** A database loses its last replica. */
export const lastReplica: Question = (before, after) =>
  inBoth(before.databases, after.databases, ({ name }) => name).flatMap(([was, is]) =>
    was.replicas.length > 0 && is.replicas.length === 0
      ? [
          `${is.name} is left with one member. If ${is.primary} or its disk fails, everything written since the ` +
            "last backup is lost. Is this acceptable until there is another replica?",
        ]
      : [],
  );

/** The same change creates a database and uses it. */
export const databaseUsedAtOnce: Question = (before, after) =>
  after.databases
    .filter(({ name, parts }) => parts.length > 0 && !before.databases.some((one) => one.name === name))
    .map(
      ({ name, parts }) =>
        `This change creates ${name} and uses it at once: starting tiers wait until it is available. Would two ` +
        `changes be better: first ${name}, then application.placement.${parts[0]} when the rows have been copied?`,
    );

/** More writes go to an unchanged disk. If they exceed its budget, a policy reports it. */
export const moreWrites: Question = ({ writes: was }, { writes: is }) => {
  if (was?.jobs === undefined || is?.jobs === undefined) return [];
  const [old, now] = [was.jobs + was.edits, is.jobs + is.edits];
  const part = now / is.budget;
  if (now <= old || is.budget > was.budget || part <= 0.8 || part > 1) return [];
  return [
    `Workers and edits may write ${formatNumber(now)} rows/s instead of ${formatNumber(old)}: ${percent(part)} of ` +
      `the ${formatNumber(is.budget)} rows/s that the disk of ${is.machine} sustains. Is the rest enough for all ` +
      "other writes?",
  ];
};

/** The primary is on a slower disk than before. */
export const slowerDisk: Question = ({ writes: was }, { writes: is }) =>
  was === undefined || is === undefined || is.budget >= was.budget
    ? []
    : [
        `The disk of ${is.database}'s primary sustains ${formatNumber(is.budget)} rows/s instead of ` +
          `${formatNumber(was.budget)} ` +
          `(${was.machine === is.machine ? is.machine : `${was.machine} → ${is.machine}`}). Is this intended?`,
      ];
