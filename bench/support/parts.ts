import { interrupted } from "../../cli/terminal/runForeground";
import { type Figure, report } from "./report";

/** A benchmark of several parts that share one cluster; each reports by itself, as `<name>-<part>`. */
export interface Benchmark<Cluster extends { takeDown(): Promise<void> }> {
  readonly name: string;
  /** How long all parts take, for whoever waits. */
  readonly takes: string;
  readonly bringUp: () => Promise<Cluster>;
  /** In the order in which they run. */
  readonly parts: Readonly<Record<string, (cluster: Cluster) => Promise<Figure[]>>>;
}

/** Runs the parts that the command line names, or all of them, and sets the exit code: 1 where a bound is missed. */
export function runParts<Cluster extends { takeDown(): Promise<void> }>(benchmark: Benchmark<Cluster>): void {
  // At once: after an interruption the part's load is still running.
  void run(benchmark, process.argv.slice(2)).then((code) => process.exit(code));
}

async function run<Cluster extends { takeDown(): Promise<void> }>(
  { name, takes, bringUp, parts }: Benchmark<Cluster>,
  chosen: readonly string[],
): Promise<number> {
  const unknown = chosen.find((part) => !(part in parts));
  if (unknown !== undefined) {
    console.error(`${name} has no part ${unknown}: ${Object.keys(parts).join(", ")}`);
    return 2;
  }
  const names = Object.keys(parts).filter((part) => chosen.length === 0 || chosen.includes(part));
  console.log(`Parts: ${names.join(", ")}. All of them take ${takes}.`);
  const stopped = interruption();
  const cluster = await bringUp();
  let code = 0;
  try {
    for (const part of names) {
      console.log(`\n${part}`);
      const figures = await Promise.race([parts[part]?.(cluster) ?? [], stopped]);
      if (figures === "interrupted") return interrupted;
      code = Math.max(code, report(`${name}-${part}`, figures));
    }
  } finally {
    await cluster.takeDown();
  }
  return code;
}

/** Ctrl-C, or a signal from elsewhere: no cluster is left behind. A second one ends the process as it is. */
const interruption = (): Promise<"interrupted"> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        console.error("Interrupted: taking the cluster down ...");
        resolve("interrupted");
      });
    }
  });
