import { listed } from "../declaration/text";
import { formatSize } from "../declaration/units";
import { BlockedPlacements } from "./blockedPlacements";
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
 * finds a machine wherever Swarm has placed all other tasks. Of several services that share machines, only the one with
 * the largest tasks is returned.
 */
export function unplaceable(floating: readonly Floating[], capacities: readonly MemoryCapacity[]): Unplaceable[] {
  // A service with a task on each machine of its role uses memory there like a pinned one.
  const [everywhere, others] = [floating.filter((one) => one.onEach), floating.filter((one) => !one.onEach)];
  const left = capacities.map((capacity) => {
    const own = everywhere.filter(({ role }) => capacity.roles.includes(role));
    return {
      ...capacity,
      free: capacity.free - sumOf(own.map(({ task }) => task)),
      pinned: (capacity.pinned ?? 0) + own.length,
    };
  });
  const found = [
    ...everywhere
      .filter(({ role }) => withAny(left, [role]).some(({ free }) => free < 0))
      .map((service) => ({
        service,
        reason: `have too little memory for a task of ${service.name} (${formatSize(service.task)}) on each of them`,
      })),
    ...kindsOf(others).flatMap((kind) => {
      const machines = withAny(left, [kind.role]);
      const [service] = kind.services;
      return service !== undefined && machines.length > 0 && canBeBlocked(kind, kindsOf(others), left)
        ? [{ service, reason: reasonOf(kind, others, machines) }]
        : [];
    }),
  ];
  return found.filter((one, index) => !sharesMachines(one, found.slice(0, index), capacities));
}

/** Whether a service may run on a machine on which one of the others may run. */
export function sharesMachines(
  { service }: Unplaceable,
  others: readonly Unplaceable[],
  capacities: readonly MemoryCapacity[],
): boolean {
  return capacities.some(
    ({ roles }) => roles.includes(service.role) && others.some((other) => roles.includes(other.service.role)),
  );
}

/** Whether the other tasks may leave less than the memory of one task on every machine. */
function canBeBlocked(blocked: Kind, all: readonly Kind[], machines: readonly MemoryCapacity[]): boolean {
  const kinds = all
    .map((kind) => (kind.key === blocked.key ? { ...kind, count: kind.count - 1 } : kind))
    .filter(({ count }) => count > 0);
  const places = machines.map(({ free, roles, pinned = 0 }) => ({
    free,
    pinned,
    roles,
    kinds: kinds.map(({ role }) => roles.includes(role)),
  }));
  // A machine that is too small for any task of the service needs nothing to be blocked.
  const open = places
    .filter(({ free, roles }) => roles.includes(blocked.role) && free >= blocked.task)
    .map((place) => ({
      ...place,
      least: leastFill(
        place.free - blocked.task,
        place.free,
        kinds.filter((_, index) => place.kinds[index]),
      ),
    }));
  open.sort((a, b) => a.free - b.free);
  const usable = kinds.filter((_, index) => open.some((place) => place.kinds[index]));
  if (sumOf(open.map(({ least }) => least)) > memoryOf(usable)) return false;
  const others = places.filter(({ roles }) => !roles.includes(blocked.role));
  return new BlockedPlacements(blocked.task, kinds, open, others).exist();
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
