import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { Metric } from "../support/report";
import { pages } from "./clients";
import type { SwitchoverCluster } from "./cluster";
import { fast, type Machine, slow } from "./declaration";

/** Closed-loop writers, and the size of their edits: large, so that the disk is the bottleneck. */
const [writers, editBytes] = [12, 96 * 1_024];
/** Seconds. */
const [rampUp, measured] = [10, 60];

/**
 * Measures the sustained rate of edits on the old machine's disk and on the new one's. Three changes upgrade in
 * between.
 */
export async function throughput(cluster: SwitchoverCluster): Promise<Metric[]> {
  await cluster.leadAlone("db-1");
  const onSlow = await sustainedRate(cluster, "db-1");
  await cluster.lead("db-1");
  await cluster.untilStreaming("db-1");
  await cluster.limitDiskOf("db-2");
  await cluster.lead("db-2");
  await cluster.leadAlone("db-2");
  const onFast = await sustainedRate(cluster, "db-2");
  const edits = `edits of ${editBytes / 1_024} KiB`;
  return [
    { name: `${edits} at ${slow.writeMBps} MB/s and ${slow.writeIops} operations/s`, value: onSlow, unit: "/s" },
    { name: `${edits} at ${fast.writeMBps} MB/s and ${fast.writeIops} operations/s`, value: onFast, unit: "/s" },
    { name: "fast disk / slow disk", value: onFast / onSlow, unit: "", atLeast: 1.5 },
  ];
}

async function sustainedRate(cluster: SwitchoverCluster, primary: Machine): Promise<number> {
  let [edits, writing] = [0, true];
  const all = Array.from({ length: writers }, async () => {
    while (writing) {
      // A rejected edit does not count, and its writer waits before the next one.
      await cluster.edit(`p-${Math.floor(Math.random() * pages)}`, editBytes).then(
        () => edits++,
        () => pause(100),
      );
    }
  });
  await pause(rampUp * 1_000);
  const [before, from] = [edits, performance.now()];
  await pause(measured * 1_000);
  const rate = (1_000 * (edits - before)) / (performance.now() - from);
  writing = false;
  await Promise.all(all);
  console.log(`${primary} without a replica: ${rate.toFixed(1)} edits/s`);
  return rate;
}
