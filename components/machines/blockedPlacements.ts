import { type Kind, sumOf } from "./taskKinds";
import { leastFill } from "./taskSums";

/** A machine, and the kinds of tasks that may run on it. */
export interface Place {
  readonly free: number;
  /** Tasks of pinned services. */
  readonly pinned: number;
  readonly kinds: readonly boolean[];
}

/** A machine that must be blocked, and the least memory of whole tasks that blocks it. */
export interface Open extends Place {
  readonly least: number;
}

interface Filled extends Place {
  /** Tasks of each kind. */
  readonly counts: readonly number[];
  /** Free memory without these tasks. */
  readonly size: number;
}

/** Steps after which a search ends without a result. The answer is then the cautious one. */
const mostSteps = 30_000;

/**
 * The placements of whole tasks that leave less than the memory of one task on every open machine, and that Swarm may
 * bring about. Of the machines with enough free memory, Swarm takes those with the fewest tasks of the service, and of
 * these one with the fewest tasks. Therefore, unless another machine is too full for a task of the kind,
 *
 * - a machine has at most one task of a service more than the other one;
 * - a machine has at most one task of a kind more than the other one has tasks, for services of one task each.
 *
 * Both must hold at the end, because tasks are only added meanwhile.
 */
export class BlockedPlacements {
  private steps = 0;

  /** @param task bytes of the task that finds no machine */
  constructor(
    private readonly task: number,
    private readonly kinds: readonly Kind[],
    private readonly open: readonly Open[],
    private readonly others: readonly Place[],
  ) {}

  /** Whether there is such a placement. True if the search is too long. */
  exist(): boolean {
    return this.block(
      [],
      this.kinds.map(({ count }) => count),
    );
  }

  /** Blocks the next machine with tasks of which `rest` are left. */
  private block(filled: readonly Filled[], rest: readonly number[]): boolean {
    const place = this.open[filled.length];
    if (place === undefined) return this.othersAllow(filled, rest);
    const later = sumOf(this.open.slice(filled.length).map(({ least }) => least));
    const available = sumOf(this.kinds.map(({ task }, index) => task * (rest[index] ?? 0)));
    return later <= available && this.fill({ ...place, counts: [], size: place.free }, filled, rest);
  }

  /** Chooses how many tasks of each further kind are on the machine. */
  private fill(place: Filled, filled: readonly Filled[], rest: readonly number[]): boolean {
    if (++this.steps > mostSteps) return true;
    const index = place.counts.length;
    const kind = this.kinds[index];
    if (kind === undefined) {
      const blocks =
        place.free < this.task &&
        inOrder(filled.at(-1), place) &&
        filled.every((one) => this.mayBeTogether(one, place));
      return (
        blocks &&
        this.block(
          [...filled, place],
          rest.map((count, at) => count - (place.counts[at] ?? 0)),
        )
      );
    }
    const possible = sumOf(
      this.kinds.map(({ task }, at) => (at >= index && place.kinds[at] ? task * (rest[at] ?? 0) : 0)),
    );
    if (place.free - possible >= this.task) return false;
    const most = place.kinds[index]
      ? Math.min(rest[index] ?? 0, Math.floor(place.free / kind.task), this.fewest(index, filled) + 1)
      : 0;
    for (let count = most; count >= 0; count--) {
      const next = { ...place, counts: [...place.counts, count], free: place.free - count * kind.task };
      if (this.fill(next, filled, rest)) return true;
    }
    return false;
  }

  /** The fewest tasks of a service on a machine that has memory for one more. */
  private fewest(index: number, filled: readonly Filled[]): number {
    const { task = 0, spread = false } = this.kinds[index] ?? {};
    const counts = filled
      .filter(({ free, kinds }) => kinds[index] && free >= task)
      .map(({ counts: all }) => all[index] ?? 0);
    return spread ? Math.min(...counts, Infinity) : Infinity;
  }

  private mayBeTogether(one: Filled, other: Filled): boolean {
    return this.kinds.every(({ task, spread }, index) => {
      if (!one.kinds[index] || !other.kinds[index]) return true;
      const allows = (fuller: Filled, emptier: Filled) =>
        emptier.free < task ||
        (fuller.counts[index] ?? 0) - 1 <=
          (spread ? (emptier.counts[index] ?? 0) : sumOf(emptier.counts) + emptier.pinned);
      return allows(one, other) && allows(other, one);
    });
  }

  /**
   * Whether the tasks that are left suffice for the other machines: each needs nearly as many tasks as the open ones, or
   * must be too full for one more.
   */
  private othersAllow(filled: readonly Filled[], rest: readonly number[]): boolean {
    const left = this.kinds.map((kind, index) => ({ ...kind, count: rest[index] ?? 0 }));
    const needy = this.others
      .map((place) => ({ ...place, ...this.needOf(place, filled, left) }))
      .filter(({ tasks }) => tasks > 0);
    const usable = left.filter((_, index) => needy.some(({ kinds }) => kinds[index]));
    return (
      sumOf(needy.map(({ memory }) => memory)) <= sumOf(usable.map(({ task, count }) => task * count)) &&
      sumOf(needy.map(({ tasks }) => tasks)) <= sumOf(usable.map(({ count }) => count))
    );
  }

  /** The least memory and the least number of tasks that a machine must have. */
  private needOf(place: Place, filled: readonly Filled[], left: readonly Kind[]) {
    const own = left.filter((_, index) => place.kinds[index]);
    const [smallest, largest] = [Math.min(...own.map(({ task }) => task)), Math.max(...own.map(({ task }) => task))];
    const needs = left.flatMap(({ task, spread }, index) => {
      if (!place.kinds[index] || place.free < task) return [];
      const most = Math.max(0, ...filled.map(({ counts }) => counts[index] ?? 0));
      const tasks = Math.max(0, most - 1 - (spread ? 0 : place.pinned));
      if (tasks === 0) return [];
      const full = leastFill(place.free - task, place.free, own);
      return [
        {
          memory: Math.min(full, tasks * (spread ? task : smallest)),
          tasks: Math.min(tasks, Math.ceil(full / largest)),
        },
      ];
    });
    return {
      memory: Math.max(0, ...needs.map(({ memory }) => memory)),
      tasks: Math.max(0, ...needs.map(({ tasks }) => tasks)),
    };
  }
}

/** Of two equal machines, which could be exchanged, only one order is searched. */
function inOrder(one: Filled | undefined, other: Filled): boolean {
  if (one === undefined || one.size !== other.size || one.pinned !== other.pinned) return true;
  if (one.kinds.some((kind, index) => kind !== other.kinds[index])) return true;
  const different = one.counts.findIndex((count, index) => count !== other.counts[index]);
  return different < 0 || (one.counts[different] ?? 0) > (other.counts[different] ?? 0);
}
