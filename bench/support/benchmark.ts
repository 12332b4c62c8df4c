import { type Metric, report } from "./report";

interface MeasuredCluster {
  takeDown(): Promise<void>;
}

/** A benchmark whose parts share one cluster. Each part reports separately, as `<name>-<part>`. */
export interface Benchmark<Cluster extends MeasuredCluster> {
  readonly name: string;
  /** Duration of all parts together, for display: `about 30 minutes`. */
  readonly duration: string;
  readonly bringUp: () => Promise<Cluster>;
  /** In the order in which they run. */
  readonly parts: Readonly<Record<string, (cluster: Cluster) => Promise<Metric[]>>>;
}

/** Exit code after a signal. */
const interrupted = 130;

/**
 * Runs the parts named on the command line, by default all. The process exits with 1 if a metric is outside its limits.
 */
export function runBenchmark<Cluster extends MeasuredCluster>(benchmark: Benchmark<Cluster>): void {
  // process.exit, because the load of an interrupted part is still running.
  void run(benchmark, process.argv.slice(2)).then((code) => process.exit(code));
}

async function run<Cluster extends MeasuredCluster>(
  { name, duration, bringUp, parts }: Benchmark<Cluster>,
  selected: readonly string[],
): Promise<number> {
  const unknown = selected.find((part) => !(part in parts));
  if (unknown !== undefined) {
    console.error(`${name} has no part ${unknown}. Parts: ${Object.keys(parts).join(", ")}`);
    return 2;
  }
  const names = Object.keys(parts).filter((part) => selected.length === 0 || selected.includes(part));
  console.log(`Running ${names.join(", ")}. All parts together take ${duration}.`);
  const interruption = untilInterrupted();
  const cluster = await bringUp();
  let code = 0;
  try {
    for (const part of names) {
      console.log(`\n${part}`);
      const metrics = await Promise.race([parts[part]?.(cluster) ?? [], interruption]);
      if (metrics === "interrupted") return interrupted;
      code = Math.max(code, report(`${name}-${part}`, metrics));
    }
  } finally {
    await cluster.takeDown();
  }
  return code;
}

/**
 * Resolves on the first SIGINT or SIGTERM, so that the cluster is taken down. A second signal ends the process at once.
 */
const untilInterrupted = (): Promise<"interrupted"> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        console.error("Interrupted. Taking the cluster down ...");
        resolve("interrupted");
      });
    }
  });
