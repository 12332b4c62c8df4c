import { sumOf } from "./taskKinds";

interface Tasks {
  /** Bytes of one task. */
  readonly task: number;
  readonly count: number;
}

/** Units above which the estimate is used: 128 GiB if the sizes of tasks differ by 1 MiB. */
const mostUnits = 2 ** 17;

/** The least memory above `from` and at most `to` that whole tasks use together; infinite if there is none. */
export function leastFill(from: number, to: number, tasks: readonly Tasks[]): number {
  const unit = tasks.map(({ task }) => task).reduce(greatestCommonDivisor, 0);
  if (unit === 0) return Infinity;
  // A sum of tasks is a multiple of the greatest common divisor of their sizes.
  const first = Math.floor(from / unit) + 1;
  const units = Math.floor(to / unit);
  if (first > units || first * unit > sumOf(tasks.map(({ task, count }) => task * count))) return Infinity;
  // Never more than the exact value.
  if (units > mostUnits) return first * unit;
  const above = (sums(tasks, unit, units) >> BigInt(first)).toString(2);
  const lowest = above.lastIndexOf("1");
  return lowest < 0 ? Infinity : (first + above.length - 1 - lowest) * unit;
}

/** All sums of whole tasks up to a limit as the bits of one number, in units. */
function sums(tasks: readonly Tasks[], unit: number, units: number): bigint {
  const within = (1n << BigInt(units + 1)) - 1n;
  let all = 1n;
  for (const { task, count } of tasks) {
    // 13 tasks are 1, 2, 4 and 6 tasks: each number up to 13 is a sum of these.
    for (let rest = count, part = 1; rest > 0; rest -= part, part *= 2)
      all |= (all << BigInt((task / unit) * Math.min(part, rest))) & within;
  }
  return all;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
