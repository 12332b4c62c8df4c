import { listed } from "../declaration/text";
import { formatSize } from "../declaration/units";
import { type Floating, type MemoryCapacity, withAny } from "./memoryCapacity";
import { type Kind, kindsOf, sumOf } from "./taskKinds";
import { leastFill } from "./taskSums";

/** A service of which a task may find no machine, and why. */
export interface Unplaceable {
  readonly service: Floating;
  /** Continues "machines with the role ...": `hold only 15 whole tasks of apache (1.5 GiB each), but ...`. */
  readonly reason: string;
}

/**
 * The services of which a task may find no machine with enough memory. A task is placed as a whole, and Swarm neither
 * plans ahead nor moves tasks, so the memory of several machines cannot be added up. A service is safe if its last task
 * finds a machine wherever Swarm has placed all other tasks. Of several services with tasks of the same size, only the
 * first is returned.
 */
export function unplaceable(floating: readonly Floating[], capacities: readonly MemoryCapacity[]): Unplaceable[] {
  // A service with a task on each machine of its role uses memory there like a pinned one.
  const [everywhere, others] = [floating.filter((one) => one.onEach), floating.filter((one) => !one.onEach)];
  const left = capacities.map((capacity) => ({
    ...capacity,
    free: capacity.free - sumOf(everywhere.filter(({ role }) => capacity.roles.includes(role)).map(({ task }) => task)),
  }));
  return [
    ...everywhere
      .filter(({ role }) => withAny(left, [role]).some(({ free }) => free < 0))
      .map((service) => ({
        service,
        reason: `have too little memory for a task of ${service.name} (${formatSize(service.task)}) on each of them`,
      })),
    ...kindsOf(others).flatMap((kind) => {
      const machines = withAny(left, [kind.role]);
      const [service] = kind.services;
      return service !== undefined && machines.length > 0 && canBeBlocked(kind, kindsOf(others), machines)
        ? [{ service, reason: reasonOf(kind, others, machines) }]
        : [];
    }),
  ];
}

/** Whether the other tasks may leave less than the memory of one task on every machine. */
function canBeBlocked(blocked: Kind, all: readonly Kind[], machines: readonly MemoryCapacity[]): boolean {
  const kinds = all
    .map((kind) => (kind.key === blocked.key ? { ...kind, count: kind.count - 1 } : kind))
    .filter(({ role, count }) => count > 0 && machines.some(({ roles }) => roles.includes(role)));
  // A machine that is too small for any task of the service needs nothing to be blocked.
  const open = machines
    .filter(({ free }) => free >= blocked.task)
    .map((machine) => ({ ...machine, kinds: kinds.map(({ role }) => machine.roles.includes(role)) }))
    .map((machine) => ({
      ...machine,
      least: leastFill(
        machine.free - blocked.task,
        machine.free,
        kinds.filter((_, index) => machine.kinds[index]),
      ),
    }));
  if (sumOf(open.map(({ least }) => least)) > memoryOf(kinds)) return false;
  return new Search(blocked.task, kinds, open).finds();
}

interface Open {
  readonly free: number;
  /** Whether each kind of task may run on the machine. */
  readonly kinds: readonly boolean[];
  /** The least memory of whole tasks that blocks the machine. */
  readonly least: number;
}

interface Filled {
  readonly counts: readonly number[];
  readonly free: number;
}

/** Steps after which a search ends without a result. The answer is then the cautious one. */
const mostSteps = 30_000;

/**
 * Searches for a placement of whole tasks that blocks every machine and that Swarm may bring about. Swarm places a task
 * on the machine with the fewest tasks of its service, of those with enough free memory. So a machine has two tasks of
 * a service more than another one only if the other one is too full for a task of the service.
 */
class Search {
  private steps = 0;

  constructor(
    private readonly task: number,
    private readonly kinds: readonly Kind[],
    private readonly machines: readonly Open[],
  ) {}

  finds(): boolean {
    return this.block(
      [],
      this.kinds.map(({ count }) => count),
    );
  }

  /** Blocks the next machine with tasks of which `rest` are left. */
  private block(filled: readonly Filled[], rest: readonly number[]): boolean {
    const machine = this.machines[filled.length];
    if (machine === undefined) return true;
    const later = sumOf(this.machines.slice(filled.length).map(({ least }) => least));
    const available = sumOf(this.kinds.map(({ task }, index) => task * (rest[index] ?? 0)));
    return later <= available && this.fill(machine, filled, rest, [], machine.free);
  }

  /** Chooses how many tasks of each further kind are on the machine. */
  private fill(
    machine: Open,
    filled: readonly Filled[],
    rest: readonly number[],
    counts: readonly number[],
    free: number,
  ): boolean {
    if (++this.steps > mostSteps) return true;
    const index = counts.length;
    const kind = this.kinds[index];
    if (kind === undefined) {
      if (free >= this.task) return false;
      const next = { counts, free };
      return (
        filled.every((one) => this.mayBeTogether(one, next)) &&
        this.block(
          [...filled, next],
          rest.map((count, at) => count - (counts[at] ?? 0)),
        )
      );
    }
    const most = machine.kinds[index] ? Math.min(rest[index] ?? 0, Math.floor(free / kind.task)) : 0;
    for (let count = most; count >= 0; count--) {
      if (this.fill(machine, filled, rest, [...counts, count], free - count * kind.task)) return true;
    }
    return false;
  }

  private mayBeTogether(one: Filled, other: Filled): boolean {
    return this.kinds.every(({ spread, task }, index) => {
      const more = (one.counts[index] ?? 0) - (other.counts[index] ?? 0);
      if (!spread || Math.abs(more) < 2) return true;
      return (more > 0 ? other : one).free < task;
    });
  }
}

function reasonOf(blocked: Kind, floating: readonly Floating[], machines: readonly MemoryCapacity[]): string {
  const { task, count, services } = blocked;
  const names = listed(
    services.slice(0, 4).map(({ name }) => name),
    false,
  );
  const size = formatSize(task);
  const fits = sumOf(machines.map(({ free }) => Math.max(0, Math.floor(free / task))));
  if (fits < count) return `hold only ${fits} whole tasks of ${names} (${size} each), but ${count} are needed`;
  const others = floating.filter(
    (one) => !services.includes(one) && machines.some(({ roles }) => roles.includes(one.role)),
  );
  const all = listed(
    [...services.slice(0, 1), ...others].slice(0, 4).map(({ name }) => name),
    false,
  );
  return `may be so full of tasks of ${all} that none of them has ${size} free for another task of ${names}`;
}

const memoryOf = (kinds: readonly Kind[]) => sumOf(kinds.map(({ task, count }) => task * count));
