import { table } from "../lib/table";
import dev from "../stacks/dev";
import { median } from "../testing/checkers/statistics";
import { changes, type Declaration } from "./review-accuracy/changes";
import { writePages } from "./review-accuracy/clients";
import { type Comparison, compare, observe } from "./review-accuracy/compare";
import { port, stack } from "./review-accuracy/predict";
import { BenchCluster } from "./support/benchCluster";
import { type Metric, report } from "./support/report";

/** Shorter predictions, in seconds, are not compared: noise would dominate the ratio. */
const shortestCompared = 3;

/** For each class of change: compares what the review predicts with what the cluster does under load. */
async function main(): Promise<number> {
  console.log(`Bringing up dev as ${stack}, then applying ${changes.length} changes under load: about 8 minutes.`);
  const cluster = new BenchCluster(stack, port);
  try {
    await cluster.declare(dev);
    await writePages(cluster.url);
    const idle = [await observe(cluster, dev), await observe(cluster, dev), await observe(cluster, dev)];
    const idleSeconds = median(idle.map(({ seconds }) => seconds));
    const idleGap = Math.max(...idle.map(({ longestGap }) => longestGap));
    const failed = idle.reduce((sum, one) => sum + one.failed.length, 0);
    console.log(
      `up without a change: ${idleSeconds.toFixed(1)} s, longest time without a response ${idleGap.toFixed(2)} s, ` +
        `${failed} requests failed`,
    );

    const comparisons: Comparison[] = [];
    let current: Declaration = dev;
    for (const { name, edit } of changes) {
      const next = edit(current);
      const comparison = await compare(cluster, name, current, next, idleGap);
      printDetails(comparison);
      comparisons.push(comparison);
      current = next;
    }
    console.log(`\n${tableOf(comparisons, idleSeconds)}\n`);
    console.log("UP is the time of npm run up minus that of an up without a change (median of three).\n");
    return report("review-accuracy", metricsOf(comparisons, idleSeconds));
  } finally {
    await cluster.takeDown();
  }
}

/** Prints what the table has no column for. */
function printDetails({ name, predicted, observed, contradictions }: Comparison): void {
  const list = (services: readonly string[]) => services.join(", ") || "none";
  console.log(`${name}: predicted restarts: ${list(predicted.restarted)}; restarted: ${list(observed.restarted)}`);
  for (const line of [...contradictions, ...observed.failed.slice(0, 3)]) console.log(`  ${line}`);
}

function tableOf(comparisons: readonly Comparison[], idleSeconds: number): string {
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return table([
    ["CHANGE", "PREDICTED", "OBSERVED", "FAILED", "OUTAGE, PREDICTED", "LONGEST GAP", "UP, PREDICTED", "UP"],
    ...comparisons.map(({ name, predicted, observed }) => [
      name,
      predicted.class,
      observed.class,
      `${observed.failed.length} of ${observed.sent}`,
      predicted.outage === undefined ? "-" : seconds(predicted.outage),
      seconds(observed.longestGap),
      seconds(predicted.seconds),
      seconds(observed.seconds - idleSeconds),
    ]),
  ]);
}

/**
 * A prediction is right if the class is, and requests failed exactly in the changes that were predicted to fail some.
 */
const isRight = ({ predicted, observed }: Comparison): boolean =>
  predicted.class === observed.class && predicted.fails === observed.failed.length > 0;

function metricsOf(comparisons: readonly Comparison[], idleSeconds: number): Metric[] {
  const ratio = (name: string, predicted: number, observed: number): Metric[] =>
    predicted < shortestCompared
      ? []
      : [{ name: `${name}, predicted / observed`, value: predicted / observed, unit: "", atLeast: 0.5, atMost: 2 }];
  const wrongRestarts = comparisons.flatMap(({ predicted, observed }) => [
    ...predicted.restarted.filter((service) => !observed.restarted.includes(service)),
    ...observed.restarted.filter((service) => !predicted.restarted.includes(service)),
  ]);
  return [
    { name: "npm run up without a change", value: idleSeconds, unit: "s" },
    {
      name: "wrong classes",
      value: comparisons.filter((one) => !isRight(one)).length,
      unit: `of ${comparisons.length}`,
      atMost: 0,
    },
    { name: "services whose restart was predicted wrongly", value: wrongRestarts.length, unit: "" },
    {
      name: "contradictions between review and pulumi preview",
      value: comparisons.flatMap(({ contradictions }) => contradictions).length,
      unit: "",
      atMost: 0,
    },
    ...comparisons.flatMap(({ name, predicted, observed }) => [
      ...ratio(`${name}: up`, predicted.seconds, observed.seconds - idleSeconds),
      ...ratio(`${name}: outage`, predicted.outage ?? 0, observed.longestGap),
    ]),
  ];
}

void main().then((code) => {
  process.exitCode = code;
});
