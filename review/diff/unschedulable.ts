import { parseSize } from "../../components/declaration/units";
import { RoundRobin } from "../snapshot/metrics/roundRobin";
import type { StackSnapshot } from "../snapshot/schema";
import type { ServiceChange } from "./services";

/** Tasks of a service that find no machine. */
export interface Unschedulable {
  readonly service: string;
  readonly tasks: number;
  /** Bytes of one. */
  readonly memory: number;
  readonly role: string;
}

/**
 * Tasks that find no machine while a change is under way: what runs stays where it is expected, what is to go goes last, and rollouts have
 * a task more. The memory of all machines may do, and no single one have room.
 */
export function unschedulable(
  before: StackSnapshot,
  after: StackSnapshot,
  changes: readonly ServiceChange[],
): Unschedulable[] {
  const free = new Map(after.figures.machines.map(({ name, memory }) => [name, memory]));
  const take = (machine: string, bytes: number) => free.set(machine, (free.get(machine) ?? 0) - bytes);
  const now = new Map(after.services.map((service) => [service.name, service]));
  const rolls = new Set(
    changes.flatMap(({ name, fate, after: is }) =>
      fate === "restarted" && is?.update.order === "start-first" ? [name] : [],
    ),
  );

  for (const { placement, memory, replicas } of after.services)
    if ("machine" in placement) take(placement.machine, replicas * bytesOf(memory));
  const due = new Map<string, number>();
  const running = runningOf(before);
  const roles = new Map(after.figures.machines.map((machine) => [machine.name, machine.roles]));
  const known = new Set(before.services.map(({ name }) => name));
  for (const service of [...before.services, ...after.services.filter(({ name }) => !known.has(name))]) {
    if ("machine" in service.placement) continue;
    const is = now.get(service.name) ?? service;
    let staying = is.replicas;
    for (const [machine, tasks] of running.get(service.name) ?? []) {
      const here = roles.get(machine)?.includes(service.placement.role) === true ? Math.min(staying, tasks) : 0;
      staying -= here;
      take(machine, here * bytesOf(is.memory));
    }
    if (now.has(service.name)) due.set(service.name, staying + (rolls.has(service.name) ? 1 : 0));
  }
  return placed(after, due, free);
}

/** Gives the tasks that are due to the machines in turn, and tells those for which none has room. */
function placed(
  { figures: { machines }, services }: StackSnapshot,
  due: ReadonlyMap<string, number>,
  free: Map<string, number>,
): Unschedulable[] {
  const rings = new Map<string, RoundRobin>();
  return services.flatMap((service) => {
    if ("machine" in service.placement) return [];
    const { role } = service.placement;
    const ring =
      rings.get(role) ?? new RoundRobin(machines.filter(({ roles }) => roles.includes(role)).map(({ name }) => name));
    rings.set(role, ring);
    const memory = bytesOf(service.memory);
    let tasks = 0;
    for (let n = due.get(service.name) ?? 0; n > 0; n--) {
      const name = ring.next((one) => (free.get(one) ?? 0) >= memory);
      if (name === undefined) tasks++;
      else free.set(name, (free.get(name) ?? 0) - memory);
    }
    return tasks === 0 ? [] : [{ service: service.name, tasks, memory, role }];
  });
}

/** Where the tasks of each service are expected: machines and how many. */
function runningOf({ figures: { machines } }: StackSnapshot): ReadonlyMap<string, (readonly [string, number])[]> {
  const running = new Map<string, (readonly [string, number])[]>();
  for (const { name, tasks } of machines) {
    for (const [service, number] of Object.entries(tasks)) {
      const found = running.get(service) ?? [];
      found.push([name, number]);
      running.set(service, found);
    }
  }
  return running;
}

const bytesOf = (size: string): number => parseSize(size) ?? 0;
