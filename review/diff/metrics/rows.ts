import type { MetricChange, Unit } from "../schema";

/** One figure of a thing: what it is called, its unit, how to get it, and why a reviewer should care. */
export type Figure<T> = readonly [
  name: string,
  unit: Unit,
  get: (of: T) => number | string | undefined,
  why?: (before: T | undefined, after: T | undefined) => string | undefined,
  /** Whether little is left, so that it is shown where others fold away. */
  tight?: (after: T) => boolean,
];

/** The figures of one thing that differ. */
export function rows<T>(
  section: string,
  of: string,
  before: T | undefined,
  after: T | undefined,
  figures: readonly Figure<T>[],
): MetricChange[] {
  return figures.flatMap(([figure, unit, get, reason, tight]) => {
    const [was, is] = [before && get(before), after && get(after)];
    if (was === is) return [];
    const why = reason?.(before, after);
    return [
      {
        section,
        of,
        figure,
        unit,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
        ...(why === undefined ? {} : { why }),
        ...(tight !== undefined && after !== undefined && tight(after) ? { tight: true } : {}),
      },
    ];
  });
}

/** The same of named things: those that both have, then those that are new, then those that are gone. */
export function rowsOfEach<T>(
  section: string,
  key: (of: T) => string,
  before: readonly T[],
  after: readonly T[],
  figures: readonly Figure<T>[],
): MetricChange[] {
  const old = new Map(before.map((one) => [key(one), one]));
  const now = new Map(after.map((one) => [key(one), one]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name) =>
    rows(section, name, old.get(name), now.get(name), figures),
  );
}
