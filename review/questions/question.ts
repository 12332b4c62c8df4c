import type { Metrics } from "../snapshot/metrics/schema";

/** Where a change contradicts itself: both figures, and what the author should say or do. Nothing where it does not. */
export type Question = (before: Metrics, after: Metrics) => string[];

/** Things that both revisions have, by name. */
export function both<T>(before: readonly T[], after: readonly T[], key: (of: T) => string): (readonly [T, T])[] {
  const old = new Map(before.map((one) => [key(one), one]));
  return after.flatMap((is) => {
    const was = old.get(key(is));
    return was === undefined ? [] : [[was, is] as const];
  });
}
