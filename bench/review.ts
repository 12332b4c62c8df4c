import { table } from "../lib/table";
import dev from "../stacks/dev";
import { changes, type Declaration } from "./review/changes";
import { writePages } from "./review/clients";
import { type Comparison, compare, observe } from "./review/observe";
import { port, stack } from "./review/predict";
import { BenchCluster } from "./support/cluster";
import { median } from "./support/measure";
import { type Figure, report } from "./support/report";

/** Predictions of so many seconds or more are held against what was measured. */
const least = 3;

/** For each class of change: what the review says, and what the cluster does under load when the change is made. */
async function main(): Promise<number> {
  console.log(`Bringing up dev as ${stack}, then ${changes.length} changes under load: about 8 minutes.`);
  const cluster = new BenchCluster(stack, port);
  try {
    await cluster.declare(dev);
    await writePages(cluster.url);
    const quiet = [await observe(cluster, dev), await observe(cluster, dev), await observe(cluster, dev)];
    const [rest, still] = [
      median(quiet.map(({ seconds }) => seconds)),
      Math.max(...quiet.map(({ longest }) => longest)),
    ];
    const failed = quiet.reduce((sum, one) => sum + one.failed.length, 0);
    console.log(
      `up without a change: ${rest.toFixed(1)} s, ${still.toFixed(2)} s without an answer at most, ${failed} failed`,
    );

    const made: Comparison[] = [];
    let at: Declaration = dev;
    for (const { name, edit } of changes) {
      const next = edit(at);
      const one = await compare(cluster, name, at, next, still);
      tell(one);
      made.push(one);
      at = next;
    }
    console.log(`\n${tableOf(made, rest)}\n`);
    console.log(
      "up takes: npm run up, less that of an up without a change (the median of three), as clients keep loading the site.\n",
    );
    return report("review", figuresOf(made, rest));
  } finally {
    await cluster.takeDown();
  }
}

/** What the table has no room for. */
function tell({ name, predicted, observed, contradictions }: Comparison): void {
  console.log(
    `${name}: ${observed.restarted.join(", ") || "nothing"} restarted; ${predicted.restarted.join(", ") || "nothing"} was predicted to`,
  );
  for (const line of [...contradictions, ...observed.failed.slice(0, 3)]) console.log(`  ${line}`);
}

function tableOf(made: readonly Comparison[], rest: number): string {
  const seconds = (value: number) => value.toFixed(1);
  return table([
    ["change", "predicted", "happened", "failed", "out, predicted", "no answer for", "up takes, predicted", "up takes"],
    ...made.map(({ name, predicted, observed }) => [
      name,
      predicted.class,
      observed.class,
      `${observed.failed.length} of ${observed.sent}`,
      predicted.outage === undefined ? "-" : `${seconds(predicted.outage)} s`,
      `${seconds(observed.longest)} s`,
      `${seconds(predicted.seconds)} s`,
      `${seconds(observed.seconds - rest)} s`,
    ]),
  ]);
}

/** A class is right where the worst is, and where requests failed only in a change that has an outage, and then did. */
const isRight = ({ predicted, observed }: Comparison): boolean =>
  predicted.class === observed.class && predicted.fails === observed.failed.length > 0;

function figuresOf(made: readonly Comparison[], rest: number): Figure[] {
  const factor = (name: string, predicted: number, measured: number): Figure[] =>
    predicted < least
      ? []
      : [{ name: `${name}, predicted / measured`, value: predicted / measured, unit: "", atLeast: 0.5, atMost: 2 }];
  const otherwise = made.flatMap(({ predicted, observed }) => [
    ...predicted.restarted.filter((service) => !observed.restarted.includes(service)),
    ...observed.restarted.filter((service) => !predicted.restarted.includes(service)),
  ]);
  return [
    { name: "npm run up without a change", value: rest, unit: "s" },
    { name: "wrong classes", value: made.filter((one) => !isRight(one)).length, unit: `of ${made.length}`, atMost: 0 },
    { name: "services that restarted, or did not, against the prediction", value: otherwise.length, unit: "" },
    {
      name: "contradictions of pulumi preview",
      value: made.flatMap(({ contradictions }) => contradictions).length,
      unit: "",
      atMost: 0,
    },
    ...made.flatMap(({ name, predicted, observed }) => [
      ...factor(`${name}: up`, predicted.seconds, observed.seconds - rest),
      ...factor(`${name}: outage`, predicted.outage ?? 0, observed.longest),
    ]),
  ];
}

void main().then((code) => {
  process.exitCode = code;
});
