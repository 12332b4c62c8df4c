import { setTimeout as pause } from "node:timers/promises";
import type { Class } from "../../review/diff/schema";
import { comparePreview } from "../../review/preview/compare";
import { readPreview } from "../../review/preview/read";
import type { BenchCluster } from "../support/benchCluster";
import type { Declaration } from "./changes";
import { type ClientResult, startClients } from "./clients";
import { predict, stack } from "./predict";
import { removedWithData, restarted, runningServices } from "./services";

/** What happened while `up` ran. */
export interface Observation extends ClientResult {
  /** Duration of `npm run up`. */
  readonly seconds: number;
  readonly restarted: readonly string[];
  /** Whether a restarted service handles requests or jobs. */
  readonly servingRestarted: boolean;
  /** Removed services that had data in a volume. */
  readonly removedWithData: readonly string[];
}

/** The predictions of a review, with what happened. */
export interface Comparison {
  readonly name: string;
  readonly predicted: {
    readonly class: Class;
    /** Duration of `up`. */
    readonly seconds: number;
    /** Whether requests may fail. */
    readonly fails: boolean;
    /** The longest predicted outage, in seconds. */
    readonly outage: number | undefined;
    readonly restarted: readonly string[];
  };
  readonly observed: Observation & { readonly class: Class };
  /** Differences between the review and `pulumi preview`. */
  readonly contradictions: readonly string[];
}

/** Milliseconds of load before and after `up`. Some effects occur late. */
const [leadIn, leadOut] = [2_000, 5_000];

/** Runs `up` under load. */
export async function observe(cluster: BenchCluster, declaration: Declaration): Promise<Observation> {
  const before = await runningServices();
  const clients = startClients(cluster.url);
  await pause(leadIn);
  try {
    const { seconds } = await cluster.declare(declaration);
    await pause(leadOut);
    const [result, after] = [await clients.stop(), await runningServices()];
    const found = restarted(before, after);
    return {
      ...result,
      seconds,
      restarted: found,
      servingRestarted: found.some((service) => after.get(service)?.serving === true),
      removedWithData: removedWithData(before, after),
    };
  } catch (error) {
    await clients.stop();
    throw error;
  }
}

/**
 * Reviews, previews and applies a change.
 * @param idleGap longest time without a response while nothing changes, in seconds
 */
export async function compare(
  cluster: BenchCluster,
  name: string,
  before: Declaration,
  after: Declaration,
  idleGap: number,
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
    observed: { ...observed, class: classOf(observed, idleGap) },
    contradictions,
  };
}

/**
 * Returns the class of what happened, as the review's schema defines the classes. A gap counts from 0.5 s over the idle
 * one.
 */
function classOf(observed: Observation, idleGap: number): Class {
  if (observed.removedWithData.length > 0) return "data";
  if (observed.failed.length > 0) return "outage";
  return observed.servingRestarted || observed.longestGap > idleGap + 0.5 ? "rolling" : "live";
}
