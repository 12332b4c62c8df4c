import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** A figure, and where its issue states one the bound that it must keep. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Prints a table, writes `bench/results/<benchmark>.json`, and returns the exit code: 1 where a bound is missed. */
export function report(benchmark: string, figures: readonly Figure[]): number {
  const held = (figure: Figure) =>
    figure.value <= (figure.atMost ?? Infinity) && figure.value >= (figure.atLeast ?? -Infinity);
  const bound = ({ atMost, atLeast }: Figure) =>
    [
      ...(atMost === undefined ? [] : [`at most ${atMost}`]),
      ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ].join(", ");
  const rows = figures.map((figure) => [
    figure.name,
    `${figure.value.toFixed(2)} ${figure.unit}`.trim(),
    bound(figure),
    bound(figure) === "" ? "" : held(figure) ? "holds" : "MISSED",
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );

  const folder = join(__dirname, "..", "results");
  mkdirSync(folder, { recursive: true });
  const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
  writeFileSync(
    join(folder, `${benchmark}.json`),
    `${JSON.stringify({ benchmark, at: new Date().toISOString(), machine, figures }, null, 2)}\n`,
  );
  return figures.every(held) ? 0 : 1;
}
