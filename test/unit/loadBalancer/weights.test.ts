import fc from "fast-check";
import { serverWeights, shareOf, type TierShare } from "../../../components/loadBalancer/weights";

test.each<[string, TierShare[], Record<string, number>]>([
  ["2:1 over 2 and 2", tiers([2, 2], [1, 2]), { a: 2, b: 1 }],
  ["5:2 over 3 and 2", tiers([5, 3], [2, 2]), { a: 5, b: 3 }],
  ["3:1 over 4 and 2", tiers([3, 4], [1, 2]), { a: 3, b: 2 }],
  ["one tier", tiers([7, 5]), { a: 1 }],
  ["10:10 over 1 and 1", tiers([10, 1], [10, 1]), { a: 1, b: 1 }],
])("%s", (_, shares, expected) => expect(Object.fromEntries(serverWeights(shares))).toEqual(expected));

test("every tier gets exactly its declared share, in the smallest whole weights", () => {
  const share = fc.tuple(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 4 }), (all) => {
      const shares = tiers(...all);
      const weights = serverWeights(shares);
      const sent = shares.map(({ tier, instances }) => (weights.get(tier) ?? 0) * instances);
      const total = sent.reduce((sum, one) => sum + one, 0);
      for (const [index, { tier, weight }] of shares.entries()) {
        expect(Number.isInteger(weights.get(tier))).toBe(true);
        // Exact: compared as products of integers.
        expect(BigInt(sent[index] ?? 0) * BigInt(all.reduce((sum, [one]) => sum + one, 0))).toBe(
          BigInt(weight) * BigInt(total),
        );
      }
      expect([...weights.values()].reduce(gcd)).toBe(1);
    }),
  );
});

test("a share is a part of all weights", () => {
  expect(shareOf("a", tiers([2, 9], [1, 1]))).toBeCloseTo(2 / 3);
  expect(shareOf("none", tiers([2, 9]))).toBe(0);
});

function tiers(...all: [weight: number, instances: number][]): TierShare[] {
  return all.map(([weight, instances], index) => ({ tier: "abcd".charAt(index), weight, instances }));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
