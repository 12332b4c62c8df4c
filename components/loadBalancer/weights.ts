/** HAProxy's largest server weight. Source: HAProxy 3.0 configuration manual, `weight`. */
export const maxServerWeight = 256;

export interface TierShare {
  readonly tier: string;
  /** Declared share of the requests. */
  readonly weight: number;
  readonly instances: number;
}

/**
 * The weight of each single server, so that every tier gets its declared share exactly: a tier's weight divided by its instances,
 * brought to the smallest whole numbers. `{ evented: 5, apache: 2 }` over 3 and 2 instances is 5 and 3: 15 to 6.
 */
export function serverWeights(shares: readonly TierShare[]): ReadonlyMap<string, number> {
  const instances = shares.map((share) => share.instances).reduce(leastCommonMultiple, 1);
  const scaled = shares.map(({ tier, weight, instances: own }) => [tier, weight * (instances / own)] as const);
  const divisor = scaled.map(([, weight]) => weight).reduce(greatestCommonDivisor, 0);
  return new Map(scaled.map(([tier, weight]) => [tier, weight / divisor]));
}

/** A tier's part of all requests, between 0 and 1. */
export function shareOf(tier: string, shares: readonly TierShare[]): number {
  const total = shares.reduce((sum, share) => sum + share.weight, 0);
  return (shares.find((share) => share.tier === tier)?.weight ?? 0) / total;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}
