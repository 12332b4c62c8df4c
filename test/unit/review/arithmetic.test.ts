import { createHash } from "node:crypto";
import fc from "fast-check";
import { bytes } from "../../../components/declaration/units";
import { serverWeights } from "../../../components/loadBalancer/weights";
import { machineSchema } from "../../../components/machines/spec";
import type { ServicePlan } from "../../../components/swarm/plan";
import { growthSteps, movedKeys } from "../../../review/diff/cacheLoss";
import { machinesOf, poolsOf, spread } from "../../../review/snapshot/metrics/machines";

const names = (count: number) => Array.from({ length: count }, (_, index) => `cache-${index + 1}`);

test.each([
  [2, 10, 0.8],
  [10, 2, 0.8],
  [4, 5, 0.2],
  [3, 3, 0],
] as const)("from %i to %i servers, %d of the keys move", (from, to, part) =>
  expect(movedKeys(names(from), names(to))).toBeCloseTo(part, 12),
);

const keys = 4_000;
const mask = 2n ** 64n - 1n;

/** The rule of the application (`cache/rendezvous.py`): each server has a score for a key, and the best one gets it. */
const scores = new Map(
  names(12).map(
    (server) => [server, Array.from({ length: keys }, (_, key) => mix(hash(`key-${key}`) ^ hash(server)))] as const,
  ),
);

function hash(text: string): bigint {
  return createHash("sha256").update(text).digest().readBigUInt64BE();
}

function mix(value: bigint): bigint {
  const once = ((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  const twice = ((once ^ (once >> 27n)) * 0x94d049bb133111ebn) & mask;
  return twice ^ (twice >> 31n);
}

const owner = (key: number, servers: readonly string[]) =>
  servers.reduce((best, server) =>
    (scores.get(server)?.[key] ?? 0n) > (scores.get(best)?.[key] ?? 0n) ? server : best,
  );

test("predicts the keys that rendezvous hashing moves, for any two sets of servers", () => {
  const pools = fc.subarray(names(12), { minLength: 1 });
  fc.assert(
    fc.property(pools, pools, (before, after) => {
      let moved = 0;
      for (let key = 0; key < keys; key++) if (owner(key, before) !== owner(key, after)) moved++;
      // Five standard deviations of 4,000 coin tosses.
      expect(Math.abs(moved / keys - movedKeys(before, after))).toBeLessThan(0.04);
    }),
    { numRuns: 40 },
  );
});

test.each([
  [2, 10, 2_500, 1_480, [4, 9, 10]],
  [2, 10, 1_000, 1_480, [10]],
  [2, 3, 2_500, 500, []],
  [5, 5, 2_500, 10, []],
] as const)(
  "grows from %i to %i servers with %i reads/s and disks for %i in the steps %j",
  (from, to, misses, reads, steps) => expect(growthSteps(from, to, misses, reads)).toEqual(steps),
);

test("no growth step misses more than the disks read, and the last step is the target", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 9_999 }),
      (from, more, misses, reads) => {
        const steps = growthSteps(from, from + more, misses, reads);
        let at = from;
        for (const step of steps) {
          expect(misses * movedKeys(names(at), names(step))).toBeLessThanOrEqual(reads * (1 + 1e-9));
          at = step;
        }
        if (steps.length > 0) expect(at).toBe(from + more);
        // No steps: at some size, even one more server is too much.
        else expect(misses / (from + 1)).toBeGreaterThan(reads * (1 - 1e-9));
      },
    ),
  );
});

test("the shares of all instances add up to all requests", () => {
  const tiers = fc.array(
    fc.record({ weight: fc.integer({ min: 1, max: 256 }), instances: fc.integer({ min: 1, max: 64 }) }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(tiers, (declared) => {
      const total = declared.reduce((sum, { weight }) => sum + weight, 0);
      const shares = declared.map(({ weight, instances }, index) => ({
        tier: `t-${index}`,
        weight,
        instances,
        share: weight / total,
      }));
      expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      // The router's server weights give the same shares.
      const weights = serverWeights(shares);
      const all = shares.reduce((sum, { tier, instances }) => sum + (weights.get(tier) ?? 0) * instances, 0);
      for (const { tier, instances, share } of shares)
        expect(((weights.get(tier) ?? 0) * instances) / all).toBeCloseTo(share, 9);
    }),
  );
});

const roles = ["web", "cache", "worker"] as const;
const inventory = fc.dictionary(
  fc.stringMatching(/^m-[a-z]{1,3}$/),
  fc
    .record({
      roles: fc.subarray([...roles], { minLength: 1 }),
      cores: fc.constant(4),
      memory: fc.integer({ min: 1, max: 16 }).map((size) => `${size} GiB`),
    })
    .map((one) => machineSchema.parse(one)),
  { minKeys: 1, maxKeys: 8 },
);
const plan = (index: number) =>
  fc
    .record({
      role: fc.constantFrom(...roles),
      replicas: fc.integer({ min: 0, max: 20 }),
      memory: fc.constantFrom("128 MiB" as const, "512 MiB" as const, "1 GiB" as const),
      first: fc.boolean(),
    })
    .map(
      ({ role, replicas, memory, first }): ServicePlan => ({
        name: `s-${index}`,
        image: "app",
        replicas,
        placement: { role },
        networks: [],
        memory,
        health: { timeout: "3 s", retries: 3, startPeriod: "1 min" },
        update: { order: first ? "start-first" : "stop-first" },
      }),
    );
const services = fc.tuple(plan(0), plan(1), plan(2), plan(3));

test("spreads tasks over the machines of their role, within their memory, each task once", () => {
  fc.assert(
    fc.property(services, inventory, (all, machines) => {
      const loads = spread(all, machines);
      for (const [name, load] of loads) {
        expect(load.memory).toBeLessThanOrEqual(bytes(machines[name]?.memory ?? "0 MiB"));
        const taken = Object.entries(load.tasks).map(
          ([service, tasks]) => tasks * bytes(all.find((one) => one.name === service)?.memory ?? "0 MiB"),
        );
        expect(load.memory).toBe(taken.reduce((sum, one) => sum + one, 0));
      }
      for (const { name, replicas, placement } of all) {
        const placed = [...loads.values()].reduce((sum, { tasks }) => sum + (tasks[name] ?? 0), 0);
        expect(placed).toBeLessThanOrEqual(replicas);
        for (const [machine, { tasks }] of loads)
          if ((tasks[name] ?? 0) > 0)
            expect(machines[machine]?.roles).toContain("role" in placement ? placement.role : "");
      }
    }),
  );
});

test("a pool uses the memory of its tasks, and no machine has more than its capacity", () => {
  fc.assert(
    fc.property(services, inventory, (all, machines) => {
      for (const { role, capacity, used, largest, machines: number } of poolsOf(all, machines)) {
        const own = all.filter(({ placement }) => "role" in placement && placement.role === role);
        expect(used).toBe(own.reduce((sum, { memory, replicas }) => sum + bytes(memory) * replicas, 0));
        expect(largest).toBeLessThanOrEqual(capacity);
        expect(number * largest).toBeGreaterThanOrEqual(capacity);
      }
      expect(machinesOf(all, machines)).toHaveLength(Object.keys(machines).length);
    }),
  );
});
