import { setTimeout as pause } from "node:timers/promises";
import type { Class } from "../../review/change/schema";
import { comparePreview } from "../../review/preview/compare";
import { readPreview } from "../../review/preview/read";
import type { BenchCluster } from "../support/cluster";
import type { Declaration } from "./changes";
import { type Seen, startClients } from "./clients";
import { factsOf, predict, stack } from "./predict";
import { restarted, runningTasks } from "./tasks";

/** What happened while `up` ran. */
export interface Observed extends Seen {
  /** The whole of `npm run up`. */
  readonly seconds: number;
  readonly restarted: readonly string[];
}

/** A review's word on a change, beside what happened. */
export interface Comparison {
  readonly name: string;
  readonly predicted: { readonly class: Class; readonly seconds: number; readonly outage: number | undefined; readonly restarted: readonly string[] };
  readonly observed: Observed & { readonly class: Class };
  /** Where `pulumi preview` said other than the review. */
  readonly contradictions: readonly string[];
}

/** Milliseconds before and after `up`, in which requests are looked at as well: some consequences come late. */
const [lead, trail] = [2_000, 5_000];

/** Runs `up` under load. */
export async function observe(cluster: BenchCluster, declaration: Declaration): Promise<Observed> {
  const before = await runningTasks();
  const clients = startClients(cluster.url);
  await pause(lead);
  try {
    const { seconds } = await cluster.declare(declaration);
    await pause(trail);
    return { ...(await clients.stop()), seconds, restarted: restarted(before, await runningTasks()) };
  } catch (error) {
    await clients.stop();
    throw error;
  }
}

/**
 * Reviews a change, previews it, and makes it.
 * @param still the longest time without an answer while nothing changes, in seconds: more than half a second beyond it is waiting
 */
export async function compare(cluster: BenchCluster, name: string, before: Declaration, after: Declaration, still: number): Promise<Comparison> {
  const review = predict(before, after);
  const { contradictions } = comparePreview({ stacks: [review] }, stack, readPreview(stack, await cluster.preview(after)));
  const observed = await observe(cluster, after);
  const outages = review.effects.flatMap(({ outage }) => (outage === undefined ? [] : [outage]));
  return {
    name,
    predicted: {
      class: review.class,
      seconds: review.seconds,
      outage: outages.length === 0 ? undefined : Math.max(...outages),
      restarted: review.services.filter(({ fate }) => fate === "restarted" || fate === "replaced").map((service) => service.name),
    },
    observed: { ...observed, class: classOf(observed, before, after, still) },
    contradictions,
  };
}

/** Tasks that may restart in a live change: they serve nobody. */
const servesNobody = ["reconciler", "backup"];

/** The class of what happened, by the words that the schema of reviews has for each. */
function classOf({ failed, longest, restarted: services }: Observed, before: Declaration, after: Declaration, still: number): Class {
  const [was, is] = [factsOf(before).services, factsOf(after).services];
  // It stops, as declared, and what it keeps is served by nobody.
  const leaves = was.some(({ name, volumes }) => (volumes ?? []).length > 0 && !is.some((service) => service.name === name));
  if (leaves) return "data";
  if (failed.length > 0) return "outage";
  const serving = services.some((name) => !servesNobody.includes(is.find((service) => service.name === name)?.image ?? ""));
  return serving || longest > still + 0.5 ? "rolling" : "live";
}
