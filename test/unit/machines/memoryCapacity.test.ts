import fc from "fast-check";
import { type MemoryCapacity, shortages } from "../../../components/machines/memoryCapacity";
import { roles as allRoles } from "../../../components/machines/spec";

const floats = (role: (typeof allRoles)[number], needed: number) => ({ name: role, role, needed, task: 1 });
const room = (machine: string, free: number, ...roles: MemoryCapacity["roles"]): MemoryCapacity => ({
  machine,
  roles,
  free,
});

test("the memory of a machine with two roles counts once for both", () => {
  const rooms = [room("a", 10, "cache", "worker"), room("b", 4, "worker")];
  expect(shortages([floats("cache", 10), floats("worker", 4)], rooms)).toEqual([]);
  expect(shortages([floats("cache", 10), floats("worker", 5)], rooms)).toEqual([
    { roles: ["cache", "worker"], free: 14, needed: 15 },
  ]);
});

test("a role with a shortage is not reported again in a set of roles", () => {
  expect(shortages([floats("cache", 11), floats("worker", 10)], [room("a", 10, "cache", "worker")])).toEqual([
    { roles: ["cache"], free: 10, needed: 11 },
  ]);
});

test("the lost machine of each set of roles is the one with the most free memory", () => {
  const rooms = [room("a", 10, "web"), room("b", 20, "web"), room("c", 5, "web")];
  expect(shortages([floats("web", 15)], rooms, 1)).toEqual([]);
  expect(shortages([floats("web", 16)], rooms, 1)).toEqual([{ roles: ["web"], free: 15, needed: 16 }]);
});

test("an overcommitted machine does not reduce the memory of the others", () => {
  expect(shortages([floats("web", 10)], [room("a", -5, "web"), room("b", 10, "web")])).toEqual([]);
});

/** Machines, each with the memory that it provides for each of its roles. */
const placements = fc.array(
  fc.dictionary(fc.constantFrom(...allRoles), fc.integer({ min: 0, max: 100 }), { minKeys: 1 }),
  { minLength: 1, maxLength: 6 },
);

test("a placeable set of services has no shortage, and one byte more than the capacity has one", () => {
  fc.assert(
    fc.property(placements, (machines) => {
      const given = machines.map((gives) =>
        allRoles.flatMap((role) => (gives[role] === undefined ? [] : [[role, gives[role]] as const])),
      );
      const rooms = given.map((gives, index) =>
        room(
          `m-${index}`,
          gives.reduce((sum, [, amount]) => sum + amount, 0),
          ...gives.map(([role]) => role),
        ),
      );
      const needs = allRoles
        .filter((role) => rooms.some(({ roles }) => roles.includes(role)))
        .map((role) =>
          floats(
            role,
            given.flat().reduce((sum, [one, amount]) => sum + (one === role ? amount : 0), 0),
          ),
        );
      expect(shortages(needs, rooms)).toEqual([]);
      const more = needs.map((need, index) => (index === 0 ? { ...need, needed: need.needed + 1 } : need));
      expect(shortages(more, rooms)).not.toEqual([]);
    }),
  );
});
