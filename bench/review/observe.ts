import { setTimeout as pause } from "node:timers/promises";
import type { Class } from "../../review/diff/schema";
import { comparePreview } from "../../review/preview/compare";
import { readPreview } from "../../review/preview/read";
import type { BenchCluster } from "../support/cluster";
import type { Declaration } from "./changes";
import { type Seen, startClients } from "./clients";
import { predict, stack } from "./predict";
import { leftData, restarted, runningServices } from "./tasks";

/** What happened while `up` ran. */
export interface Observed extends Seen {
  /** The whole of `npm run up`. */
  readonly seconds: number;
  readonly restarted: readonly string[];
  /** Whether one of them serves. */
  readonly servingRestarted: boolean;
  /** Services that kept data, and have gone. */
  readonly left: readonly string[];
}

/** A review's word on a change, beside what happened. */
export interface Comparison {
  readonly name: string;
  readonly predicted: {
    readonly class: Class;
    /** Of `up`. */
    readonly seconds: number;
    /** Whether a request may fail, whatever the class. */
    readonly fails: boolean;
    /** For how long: seconds. */
    readonly outage: number | undefined;
    readonly restarted: readonly string[];
  };
  readonly observed: Observed & { readonly class: Class };
  /** Where `pulumi preview` said other than the review. */
  readonly contradictions: readonly string[];
}

/** Milliseconds before and after `up`, in which requests are looked at as well: some consequences come late. */
const [lead, trail] = [2_000, 5_000];

/** Runs `up` under load. */
export async function observe(cluster: BenchCluster, declaration: Declaration): Promise<Observed> {
  const before = await runningServices();
  const clients = startClients(cluster.url);
  await pause(lead);
  try {
    const { seconds } = await cluster.declare(declaration);
    await pause(trail);
    const [seen, after] = [await clients.stop(), await runningServices()];
    const found = restarted(before, after);
    const servingRestarted = found.some((service) => after.get(service)?.serves === true);
    return { ...seen, seconds, restarted: found, servingRestarted, left: leftData(before, after) };
  } catch (error) {
    await clients.stop();
    throw error;
  }
}

/**
 * Reviews a change, previews it, and makes it.
 * @param still the longest time without an answer while nothing changes, in seconds: more than half a second beyond it is waiting
 */
export async function compare(
  cluster: BenchCluster,
  name: string,
  before: Declaration,
  after: Declaration,
  still: number,
): Promise<Comparison> {
  const review = predict(before, after);
  const { contradictions } = comparePreview(
    { stacks: [review] },
    stack,
    readPreview(stack, await cluster.preview(after)),
  );
  const observed = await observe(cluster, after);
  const outages = review.effects.flatMap(({ outage }) => (outage === undefined ? [] : [outage]));
  return {
    name,
    predicted: {
      class: review.class,
      seconds: review.seconds,
      fails: review.effects.some((effect) => effect.class === "outage"),
      outage: outages.length === 0 ? undefined : Math.max(...outages),
      restarted: review.services
        .filter(({ operation }) => operation === "restarted" || operation === "replaced")
        .map((service) => service.name),
    },
    observed: { ...observed, class: classOf(observed, still) },
    contradictions,
  };
}

/**
 * The class of what happened, by the words that the schema of reviews has for each.
 * @param still as above
 */
function classOf({ failed, longest, servingRestarted, left }: Observed, still: number): Class {
  if (left.length > 0) return "data";
  if (failed.length > 0) return "outage";
  return servingRestarted || longest > still + 0.5 ? "rolling" : "live";
}
