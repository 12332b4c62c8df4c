import { parseSize } from "../../components/declaration/units";
import { RoundRobin } from "../snapshot/metrics/machines";
import type { StackSnapshot } from "../snapshot/schema";
import type { ServiceChange } from "./services";

/** Tasks of a service that fit on no machine. */
export interface Unschedulable {
  readonly service: string;
  readonly tasks: number;
  /** Bytes of one task. */
  readonly memory: number;
  readonly role: string;
}

/**
 * Tasks that fit on no machine while a change is applied. Running tasks stay where they are expected, removed services
 * stop last, and a rollout runs one extra task. The total free memory may suffice while no machine has enough.
 */
export function unschedulable(
  before: StackSnapshot,
  after: StackSnapshot,
  changes: readonly ServiceChange[],
): Unschedulable[] {
  const free = new Map(after.metrics.machines.map(({ name, memory }) => [name, memory]));
  const reserve = (machine: string, bytes: number) => free.set(machine, (free.get(machine) ?? 0) - bytes);
  const rollsOut = new Set(
    changes.flatMap(({ name, operation, after: is }) =>
      operation === "restarted" && is?.update.order === "start-first" ? [name] : [],
    ),
  );
  for (const { placement, memory, replicas } of after.services)
    if ("machine" in placement) reserve(placement.machine, replicas * bytesOf(memory));

  const now = new Map(after.services.map((service) => [service.name, service]));
  const roles = new Map(after.metrics.machines.map((machine) => [machine.name, machine.roles]));
  const running = runningTasks(before);
  const known = new Set(before.services.map(({ name }) => name));
  const toPlace = new Map<string, number>();
  for (const service of [...before.services, ...after.services.filter(({ name }) => !known.has(name))]) {
    if ("machine" in service.placement) continue;
    const is = now.get(service.name) ?? service;
    let missing = is.replicas;
    for (const [machine, tasks] of running.get(service.name) ?? []) {
      const fits = roles.get(machine)?.includes(service.placement.role) === true;
      const staying = fits ? Math.min(missing, tasks) : 0;
      missing -= staying;
      reserve(machine, staying * bytesOf(is.memory));
    }
    if (now.has(service.name)) toPlace.set(service.name, missing + (rollsOut.has(service.name) ? 1 : 0));
  }
  return unplaced(after, toPlace, free);
}

/** Places tasks on machines in turn. Returns those for which no machine has enough free memory. */
function unplaced(
  { metrics: { machines }, services }: StackSnapshot,
  toPlace: ReadonlyMap<string, number>,
  free: Map<string, number>,
): Unschedulable[] {
  const roundRobins = new Map<string, RoundRobin>();
  return services.flatMap((service) => {
    if ("machine" in service.placement) return [];
    const { role } = service.placement;
    const roundRobin =
      roundRobins.get(role) ??
      new RoundRobin(machines.filter(({ roles }) => roles.includes(role)).map(({ name }) => name));
    roundRobins.set(role, roundRobin);
    const memory = bytesOf(service.memory);
    let tasks = 0;
    for (let left = toPlace.get(service.name) ?? 0; left > 0; left--) {
      const name = roundRobin.next((one) => (free.get(one) ?? 0) >= memory);
      if (name === undefined) tasks++;
      else free.set(name, (free.get(name) ?? 0) - memory);
    }
    return tasks === 0 ? [] : [{ service: service.name, tasks, memory, role }];
  });
}

/** The expected machines of each service, with the number of tasks. */
function runningTasks({ metrics: { machines } }: StackSnapshot): ReadonlyMap<string, (readonly [string, number])[]> {
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
