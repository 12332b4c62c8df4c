import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { table } from "../../lib/table";

/** A measured value, with its limits if it has any. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Results and charts are written to this folder. */
export const resultsFolder = join(__dirname, "..", "results");

/**
 * Prints a table, writes `bench/results/<benchmark>.json` and returns the exit code: 1 if a metric is outside its
 * limits.
 */
export function report(benchmark: string, metrics: readonly Metric[]): number {
  const rows = metrics.map((metric) => {
    const limits = limitsOf(metric);
    const result = isWithinLimits(metric) ? "passed" : "FAILED";
    return [
      metric.name,
      `${metric.value.toFixed(2)} ${metric.unit}`.trim(),
      limits.join(", "),
      limits.length === 0 ? "" : result,
    ];
  });
  console.log(table([["METRIC", "VALUE", "LIMIT", "RESULT"], ...rows]));

  mkdirSync(resultsFolder, { recursive: true });
  const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
  writeFileSync(
    join(resultsFolder, `${benchmark}.json`),
    `${JSON.stringify({ benchmark, measuredAt: new Date().toISOString(), machine, metrics }, null, 2)}\n`,
  );
  return metrics.every(isWithinLimits) ? 0 : 1;
}

const isWithinLimits = ({ value, atMost = Infinity, atLeast = -Infinity }: Metric): boolean =>
  value <= atMost && value >= atLeast;

const limitsOf = ({ atMost, atLeast }: Metric): string[] => [
  ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
];
