import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "./flow-control/chart";
import { FlowCluster } from "./flow-control/cluster";
import { declarationFor, disk, unprotectedDeclaration } from "./flow-control/declaration";
import { freezeDisk, metricsOf } from "./flow-control/diskFreeze";
import { compareDrains } from "./flow-control/drain";
import { exactlyOnce } from "./flow-control/exactlyOnce";
import { fairShare } from "./flow-control/fairShare";
import { runBenchmark } from "./support/benchmark";
import { type Metric, resultsFolder } from "./support/report";

/** Freezes the disk of a cluster with every protection and of one without any, and draws both in one chart. */
async function compareFreezes(cluster: FlowCluster): Promise<Metric[]> {
  const protectedRun = await freezeDisk(cluster, declarationFor(cluster.disk.device));
  const unprotectedRun = await freezeDisk(cluster, unprotectedDeclaration(cluster.disk.device));
  mkdirSync(resultsFolder, { recursive: true });
  const svg = chart([
    { name: "protected", run: protectedRun },
    { name: "unprotected", run: unprotectedRun },
  ]);
  writeFileSync(join(resultsFolder, "freeze.svg"), svg);
  console.log("bench/results/freeze.svg shows both time series.");
  return [...metricsOf("protected", protectedRun, true), ...metricsOf("unprotected", unprotectedRun, false)];
}

/** Measures a queue in front of a write-bound disk, with flow control and without. */
runBenchmark({
  name: "flow-control",
  duration: "about 70 minutes",
  bringUp: () => FlowCluster.bringUp(declarationFor, disk),
  parts: { freeze: compareFreezes, "exactly-once": exactlyOnce, "fair-share": fairShare, drain: compareDrains },
});
