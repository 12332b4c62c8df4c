/** HAProxy's largest server weight. Source: HAProxy 3.0 configuration manual, `weight`. */
export const maxServerWeight = 256;

/** Largest difference between the declared share of a tier and the share that it gets: one percentage point. */
export const shareTolerance = 0.01;

export interface TierShare {
  readonly tier: string;
  /** Declared share of the requests, relative to the weights of the other tiers. */
  readonly weight: number;
  readonly instances: number;
}

/** How the routers reach the share of a tier. */
export interface TierWeight {
  /** Weight of each server of the tier. */
  readonly weight: number;
  /**
   * Servers that get requests: all instances, except where even the least weight for all of them would exceed the
   * tier's share.
   */
  readonly servers: number;
}

/**
 * The weight of one server of each tier, so that each tier gets its declared share:
 *
 * 1. exactly, if HAProxy's range of 1 to 256 allows it: `{ evented: 5, apache: 2 }` over 3 and 2 instances is 5 and 3,
 *    which is 15 to 6;
 * 2. otherwise within one percentage point, on the best common scale within the range;
 * 3. otherwise within one percentage point by sending requests to fewer servers of a tier. That happens only where one
 *    server of one tier must get many times the requests of one server of another tier.
 */
export function tierWeights(shares: readonly TierShare[]): ReadonlyMap<string, TierWeight> {
  const exact = serverWeights(shares);
  const onAll = (weightOf: (share: TierShare) => number) =>
    new Map(shares.map((share) => [share.tier, { weight: weightOf(share), servers: share.instances }]));
  const exactly = onAll(({ tier }) => exact.get(tier) ?? 1);
  // Many tiers of different sizes can exceed the range in which numbers are exact.
  if (fitsHaproxy(exactly) && largestError(shares, exactly) < 1e-9) return exactly;

  const perServer = ({ weight, instances }: TierShare) => weight / instances;
  const heaviest = Math.max(...shares.map(perServer));
  const scaled = best(shares, descending(maxServerWeight, maxServerWeight / 2), (scale) =>
    onAll((share) => Math.max(1, Math.round((scale * perServer(share)) / heaviest))),
  );
  if (largestError(shares, scaled) <= shareTolerance) return scaled;

  // On a whole scale, the sum of a tier's server weights is a multiple of its declared weight, which is exact if the
  // sum can be split.
  const largest = Math.floor(Math.min(...shares.map((share) => maxServerWeight / perServer(share))));
  return best(
    shares,
    descending(largest, Math.max(1, largest - 16)),
    (scale) => new Map(shares.map((share) => [share.tier, split(scale * share.weight, share.instances)])),
  );
}

const fitsHaproxy = (weights: ReadonlyMap<string, TierWeight>) =>
  [...weights.values()].every(({ weight }) => Number.isInteger(weight) && weight <= maxServerWeight);

const descending = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

/** The weights of the scale with the smallest error; the largest scale of several. */
function best(
  shares: readonly TierShare[],
  scales: readonly number[],
  weightsOf: (scale: number) => ReadonlyMap<string, TierWeight>,
): ReadonlyMap<string, TierWeight> {
  const candidates = scales.map((scale) => {
    const weights = weightsOf(scale);
    return { weights, error: largestError(shares, weights) };
  });
  const least = Math.min(...candidates.map(({ error }) => error));
  return candidates.find(({ error }) => error === least)?.weights ?? new Map();
}

/** A weight for each of as many servers as possible, whose sum is as near to `sum` as possible. */
function split(sum: number, instances: number): TierWeight {
  const candidates = Array.from({ length: instances }, (_, index) => {
    const servers = instances - index;
    const weight = Math.min(maxServerWeight, Math.max(1, Math.round(sum / servers)));
    return { weight, servers, error: Math.abs(weight * servers - sum) };
  }).filter(({ servers }) => servers === 1 || servers >= Math.min(sum, instances) / 2);
  const least = Math.min(...candidates.map(({ error }) => error));
  const { weight, servers } = candidates.find(({ error }) => error === least) ?? { weight: 1, servers: instances };
  return { weight, servers };
}

/** The largest difference between a declared share and the share that the weights give, over all tiers. */
export function largestError(shares: readonly TierShare[], weights: ReadonlyMap<string, TierWeight>): number {
  const sums = shares.map(({ tier }) => {
    const { weight, servers } = weights.get(tier) ?? { weight: 0, servers: 0 };
    return weight * servers;
  });
  const total = sums.reduce((sum, one) => sum + one, 0);
  return Math.max(0, ...shares.map(({ tier }, index) => Math.abs((sums[index] ?? 0) / total - shareOf(tier, shares))));
}

/**
 * The weight of one server of each tier for exactly the declared shares: a tier's weight divided by its instances,
 * scaled to the smallest whole numbers. They may exceed HAProxy's range.
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
