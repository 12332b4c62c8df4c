import fc from "fast-check";
import {
  largestError,
  maxServerWeight,
  serverWeights,
  shareOf,
  shareTolerance,
  type TierShare,
  tierWeights,
} from "../../../components/loadBalancer/weights";

test.each<[string, TierShare[], Record<string, number>]>([
  ["2:1 over 2 and 2", tiers([2, 2], [1, 2]), { a: 2, b: 1 }],
  ["5:2 over 3 and 2", tiers([5, 3], [2, 2]), { a: 5, b: 3 }],
  ["3:1 over 4 and 2", tiers([3, 4], [1, 2]), { a: 3, b: 2 }],
  ["one tier", tiers([7, 5]), { a: 1 }],
  ["10:10 over 1 and 1", tiers([10, 1], [10, 1]), { a: 1, b: 1 }],
])("shares that HAProxy can express are exact: %s", (_, shares, expected) => {
  expect(Object.fromEntries(serverWeights(shares))).toEqual(expected);
  const all = shares.map(({ tier, instances }) => [tier, { weight: expected[tier], servers: instances }]);
  expect(Object.fromEntries(tierWeights(shares))).toEqual(Object.fromEntries(all));
});

test("shares beyond HAProxy's range get the best common scale", () => {
  const shares = tiers([5, 7], [3, 5], [1, 11]);
  expect(Object.fromEntries(tierWeights(shares))).toEqual({
    a: { weight: 212, servers: 7 },
    b: { weight: 178, servers: 5 },
    c: { weight: 27, servers: 11 },
  });
  expect(largestError(shares, tierWeights(shares))).toBeLessThan(0.0005);
});

test("a tier gets requests on fewer servers where the least weight on all of them would exceed its share", () => {
  const shares = tiers([256, 1], [1, 64]);
  expect(Object.fromEntries(tierWeights(shares))).toEqual({
    a: { weight: 256, servers: 1 },
    b: { weight: 1, servers: 1 },
  });
});

const share = fc.tuple(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 64 }));
const declared = fc.array(share, { minLength: 1, maxLength: 8 });

test("every tier gets its declared share within one percentage point, whatever the weights and instance counts", () => {
  fc.assert(
    fc.property(declared, (all) => {
      const shares = tiers(...all);
      const weights = tierWeights(shares);
      for (const { tier, instances } of shares) {
        const { weight, servers } = weights.get(tier) ?? { weight: 0, servers: 0 };
        expect(Number.isInteger(weight) && weight >= 1 && weight <= maxServerWeight).toBe(true);
        expect(Number.isInteger(servers) && servers >= 1 && servers <= instances).toBe(true);
      }
      expect(largestError(shares, weights)).toBeLessThanOrEqual(shareTolerance);
    }),
    { numRuns: 500 },
  );
});

test("every tier gets exactly its declared share, in the smallest whole weights, wherever they fit HAProxy's range", () => {
  fc.assert(
    fc.property(declared, (all) => {
      const shares = tiers(...all);
      const exact = serverWeights(shares);
      fc.pre(Math.max(...exact.values()) <= maxServerWeight);
      for (const { tier, instances } of shares)
        expect(tierWeights(shares).get(tier)).toEqual({ weight: exact.get(tier), servers: instances });
    }),
  );
});

test("exact weights are the smallest whole numbers in the declared proportion", () => {
  const few = fc.array(fc.tuple(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 60 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(few, (all) => {
      const shares = tiers(...all);
      const weights = serverWeights(shares);
      const sent = shares.map(({ tier, instances }) => (weights.get(tier) ?? 0) * instances);
      const total = sent.reduce((sum, one) => sum + one, 0);
      for (const [index, { tier, weight }] of shares.entries()) {
        expect(Number.isInteger(weights.get(tier))).toBe(true);
        // Compared as products of integers, without rounding.
        expect(BigInt(sent[index] ?? 0) * BigInt(all.reduce((sum, [one]) => sum + one, 0))).toBe(
          BigInt(weight) * BigInt(total),
        );
      }
      expect([...weights.values()].reduce(gcd)).toBe(1);
    }),
  );
});

test("a share is a tier's part of the sum of all weights", () => {
  expect(shareOf("a", tiers([2, 9], [1, 1]))).toBeCloseTo(2 / 3);
  expect(shareOf("none", tiers([2, 9]))).toBe(0);
});

function tiers(...all: [weight: number, instances: number][]): TierShare[] {
  return all.map(([weight, instances], index) => ({ tier: "abcdefgh".charAt(index), weight, instances }));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
