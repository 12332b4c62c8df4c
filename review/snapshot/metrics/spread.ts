import { bytes } from "../../../components/declaration/units";
import type { Machines } from "../../../components/machines/spec";
import type { ServicePlan } from "../../../components/swarm/plan";
import { RoundRobin } from "./roundRobin";

/** What is expected on one machine. */
export interface Load {
  /** Bytes. */
  memory: number;
  cpus: number;
  readonly tasks: Record<string, number>;
}

/**
 * Where tasks go: pinned services to their machine, every other task to the next machine of its role that has room, in turn. That is how
 * the engine spreads a service (evenly by number of tasks); which of two equal machines gets the odd task, nobody knows beforehand.
 */
export function spread(services: readonly ServicePlan[], machines: Machines): ReadonlyMap<string, Load> {
  const loads = new Map(Object.keys(machines).map((name): [string, Load] => [name, { memory: 0, cpus: 0, tasks: {} }]));
  const room = new Map(Object.entries(machines).map(([name, { memory }]) => [name, bytes(memory)]));
  const put = (name: string, service: ServicePlan, count: number) => {
    const load = loads.get(name);
    if (load === undefined) return;
    const memory = bytes(service.memory) * count;
    load.memory += memory;
    load.cpus += (service.cpus ?? 0) * count;
    load.tasks[service.name] = (load.tasks[service.name] ?? 0) + count;
    room.set(name, (room.get(name) ?? 0) - memory);
  };
  const rings = new Map<string, RoundRobin>();
  for (const service of services)
    if ("machine" in service.placement) put(service.placement.machine, service, service.replicas);
  for (const service of services) {
    if ("machine" in service.placement) continue;
    const { role } = service.placement;
    const ring =
      rings.get(role) ??
      new RoundRobin(Object.keys(machines).filter((name) => machines[name]?.roles.some((one) => one === role)));
    rings.set(role, ring);
    const need = bytes(service.memory);
    for (let task = 0; task < service.replicas; task++) {
      const name = ring.next((one) => (room.get(one) ?? 0) >= need);
      if (name !== undefined) put(name, service, 1);
    }
  }
  return loads;
}
