import type { Unit } from "../../phrasing/phrases";
import { pairsOf } from "../compare";
import type { MetricChange } from "../schema";

/** A metric: its name, its unit, how to read it, and why a change of it matters. */
export type Metric<T> = readonly [
  name: string,
  unit: Unit,
  read: (of: T) => number | string | undefined,
  why?: (before: T | undefined, after: T | undefined) => string | undefined,
  /** Whether little headroom is left. Such a metric is always shown. */
  tight?: (after: T) => boolean,
];

/** The metrics of one subject that differ. */
export function rows<T>(
  section: string,
  subject: string,
  before: T | undefined,
  after: T | undefined,
  metrics: readonly Metric<T>[],
): MetricChange[] {
  return metrics.flatMap(([metric, unit, read, reason, tight]) => {
    const [was, is] = [before && read(before), after && read(after)];
    if (was === is) return [];
    const why = reason?.(before, after);
    return [
      {
        section,
        subject,
        metric,
        unit,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
        ...(why === undefined ? {} : { why }),
        ...(tight !== undefined && after !== undefined && tight(after) ? { tight: true } : {}),
      },
    ];
  });
}

/** The metrics of named subjects that differ. */
export const rowsOfEach = <T>(
  section: string,
  nameOf: (of: T) => string,
  before: readonly T[],
  after: readonly T[],
  metrics: readonly Metric<T>[],
): MetricChange[] =>
  pairsOf(before, after, nameOf).flatMap(({ name, before: was, after: is }) => rows(section, name, was, is, metrics));
