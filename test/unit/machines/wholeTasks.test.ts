import fc from "fast-check";
import type { Floating, MemoryCapacity } from "../../../components/machines/memoryCapacity";
import type { Role } from "../../../components/machines/spec";
import { leastFill } from "../../../components/machines/taskSums";
import { unplaceable } from "../../../components/machines/wholeTasks";

const service = (name: string, role: Role, task: number, count: number): Floating => ({
  name,
  role,
  task,
  needed: task * count,
});
const machine = (name: string, free: number, ...roles: readonly Role[]): MemoryCapacity => ({
  machine: name,
  free,
  roles,
});
const namesOf = (floating: readonly Floating[], machines: readonly MemoryCapacity[]) =>
  unplaceable(floating, machines).map((one) => one.service.name);

/** Tasks by service and machine. */
type Placement = readonly (readonly number[])[];

/**
 * Every placement in which Swarm may end, starting from one: tasks arrive in any order. Each is placed on one of the
 * machines with the fewest tasks of its service, of those with enough free memory, and of these on one with the fewest
 * tasks.
 */
function outcomes(start: Placement, services: readonly Floating[], machines: readonly MemoryCapacity[]) {
  const seen = new Set<string>();
  const complete: Placement[] = [];
  let stuck: string | undefined;
  const freeOf = (placed: Placement, at: number) =>
    (machines[at]?.free ?? 0) - services.reduce((sum, { task }, index) => sum + task * (placed[index]?.[at] ?? 0), 0);
  const visit = (placed: Placement): void => {
    const key = JSON.stringify(placed);
    if (seen.has(key)) return;
    seen.add(key);
    let done = true;
    for (const [index, { name, role, task, needed }] of services.entries()) {
      const counts = placed[index] ?? [];
      if (counts.reduce((sum, count) => sum + count, 0) * task >= needed) continue;
      done = false;
      const fitting = machines.flatMap(({ roles }, at) =>
        roles.includes(role) && freeOf(placed, at) >= task ? [at] : [],
      );
      if (fitting.length === 0) stuck ??= name;
      const fewest = Math.min(...fitting.map((at) => counts[at] ?? 0));
      const tasksOn = (at: number) => placed.reduce((sum, row) => sum + (row[at] ?? 0), 0);
      const equal = fitting.filter((at) => counts[at] === fewest);
      const least = Math.min(...equal.map(tasksOn));
      for (const chosen of equal.filter((at) => tasksOn(at) === least)) {
        visit(placed.map((row, of) => (of === index ? row.map((count, at) => count + (at === chosen ? 1 : 0)) : row)));
      }
    }
    if (done) complete.push(placed);
  };
  visit(start);
  return { stuck, complete };
}

const nothing = (services: readonly Floating[], machines: readonly MemoryCapacity[]): Placement =>
  services.map(() => machines.map(() => 0));

const someRoles = fc
  .constantFrom<readonly Role[][]>([["web"], ["worker"], ["web", "worker"]])
  .chain((all) => fc.constantFrom(...all));
const someMachines = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), someRoles), { minLength: 1, maxLength: 3 })
  .map((all) => all.map(([free, roles], index) => machine(`m-${index}`, free, ...roles)));
const someServices = fc
  .array(
    fc.tuple(fc.constantFrom<Role>("web", "worker"), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) => all.map(([role, task, count], index) => service(`s-${index}`, role, task, count)));

/** Services whose role some machine has. Others are rejected for another reason. */
const served = (services: readonly Floating[], machines: readonly MemoryCapacity[]) =>
  services.filter(({ role }) => machines.some(({ roles }) => roles.includes(role)));

test("all tasks of accepted services find a machine, in whatever order Swarm places them", () => {
  fc.assert(
    fc.property(someServices, someMachines, (all, machines) => {
      const services = served(all, machines);
      if (unplaceable(services, machines).length > 0) return;
      expect(outcomes(nothing(services, machines), services, machines).stuck).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});

test("all tasks of accepted services find a machine after the loss of any machine", () => {
  fc.assert(
    fc.property(someServices, someMachines, (all, machines) => {
      const services = served(all, machines);
      const left = machines.map((lost) => machines.filter((one) => one !== lost));
      if (unplaceable(services, machines).length > 0) return;
      const { complete } = outcomes(nothing(services, machines), services, machines);
      for (const [lost, others] of left.entries()) {
        const remaining = served(services, others);
        if (others.length === 0 || unplaceable(remaining, others).length > 0) continue;
        for (const placed of complete.slice(0, 20)) {
          const start = placed
            .filter((_, index) => remaining.some((one) => one === services[index]))
            .map((row) => row.filter((_, at) => at !== lost));
          expect(outcomes(start, remaining, others).stuck).toBeUndefined();
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test("a single service is accepted exactly if its whole tasks fit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      (frees, task, count) => {
        const machines = frees.map((free, index) => machine(`m-${index}`, free, "web"));
        const fits = frees.reduce((sum, free) => sum + Math.floor(free / task), 0);
        expect(unplaceable([service("web", "web", task, count)], machines).length === 0).toBe(count <= fits);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("few placeable services are rejected", () => {
  let [rejected, wrongly] = [0, 0];
  fc.assert(
    fc.property(someServices, someMachines, (all, machines) => {
      const services = served(all, machines);
      if (unplaceable(services, machines).length === 0) return;
      rejected++;
      if (outcomes(nothing(services, machines), services, machines).stuck === undefined) wrongly++;
    }),
    { numRuns: 1_000, seed: 1 },
  );
  expect(rejected).toBeGreaterThan(100);
  expect(wrongly / rejected).toBeLessThan(0.02);
});

test("tasks of several sizes may leave memory that a task needs in pieces", () => {
  const machines = [machine("a", 3, "web"), machine("b", 3, "web")];
  // Two small tasks on each machine leave 1 twice.
  expect(namesOf([service("small", "web", 1, 4), service("large", "web", 2, 1)], machines)).toEqual(["large"]);
  expect(namesOf([service("small", "web", 1, 3), service("large", "web", 2, 1)], machines)).toEqual([]);
});

test("a service with a task on each machine uses memory on each of them", () => {
  const machines = [machine("a", 3, "edge", "router"), machine("b", 3, "edge", "router")];
  const edge = { ...service("edge", "edge", 2, 2), onEach: true };
  expect(namesOf([edge, service("router", "router", 1, 2)], machines)).toEqual([]);
  expect(namesOf([edge, service("router", "router", 1, 3)], machines)).toEqual(["router"]);
  expect(namesOf([{ ...edge, task: 4, needed: 8 }], machines)).toEqual(["edge"]);
});

test("the least memory of whole tasks above a limit", () => {
  const gib = 2 ** 30;
  expect(leastFill(6.5 * gib, 8 * gib, [{ task: 1.5 * gib, count: 14 }])).toBe(7.5 * gib);
  expect(
    leastFill(6.5 * gib, 8 * gib, [
      { task: 1.5 * gib, count: 14 },
      { task: 0.75 * gib, count: 1 },
    ]),
  ).toBe(6.75 * gib);
  expect(leastFill(6.5 * gib, 7 * gib, [{ task: 1.5 * gib, count: 14 }])).toBe(Infinity);
  expect(leastFill(6.5 * gib, 8 * gib, [{ task: 1.5 * gib, count: 4 }])).toBe(Infinity);
});
