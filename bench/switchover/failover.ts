import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { percentile } from "../../testing/checkers/statistics";
import type { Metric } from "../support/report";
import { listReasons, startClients } from "./clients";
import type { SwitchoverCluster } from "./cluster";
import { measureWriteGap, rates } from "./writeGap";

const kills = 10;

/** Kills the primary's task under load, repeatedly. Measures write gaps and counts lost writes. */
export async function failovers(cluster: SwitchoverCluster): Promise<Metric[]> {
  const clients = startClients(cluster.url, rates);
  await pause(10_000);
  const gaps: number[] = [];
  const moved: boolean[] = [];
  for (let n = 0; n < kills; n++) {
    const leader = await cluster.leader();
    await cluster.untilStreaming(leader);
    const from = performance.now();
    const container = await cluster.container(`content-${leader}`);
    execFileSync("docker", ["kill", "--signal", "KILL", container], { stdio: "ignore" });
    gaps.push(await measureWriteGap(clients, from, `${leader} killed`));
    const next = await cluster.leader();
    moved.push(next !== leader);
    // The killed member rejoins without help. Only the limit of its disk went with its container.
    await cluster.untilStreaming(next);
    await cluster.limitDiskOf(leader);
  }
  await clients.stop();
  for (const line of listReasons(clients).slice(0, 8)) console.log(line);
  const lost = await cluster.countLost(clients.acknowledged);
  const sorted = [...gaps].sort((a, b) => a - b);
  return [
    { name: "primaries killed", value: gaps.length, unit: "" },
    { name: "failovers to the other member", value: moved.filter(Boolean).length, unit: "" },
    { name: "write gap p50", value: percentile(sorted, 0.5), unit: "s" },
    { name: "write gap p95", value: percentile(sorted, 0.95), unit: "s", atMost: 20 },
    { name: "failed requests", value: clients.failed.length, unit: `of ${clients.sent()}` },
    { name: "lost acknowledged writes", value: lost, unit: `of ${clients.acknowledged.length}`, atMost: 0 },
  ];
}
