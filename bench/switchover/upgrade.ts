import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { percentile } from "../../testing/checkers/statistics";
import type { Metric } from "../support/report";
import { type Clients, listReasons, startClients } from "./clients";
import type { SwitchoverCluster } from "./cluster";
import type { Machine } from "./declaration";
import { measureWriteGap, rates } from "./writeGap";

const switchovers = 10;
const plainSwitchovers = 3;

/**
 * Moves the primary to the fast disk and back under load: by the declaration, then by patronictl, which pauses no
 * pooler.
 */
export async function upgrades(cluster: SwitchoverCluster): Promise<Metric[]> {
  const clients = startClients(cluster.url, rates);
  await pause(10_000);
  const gaps: number[] = [];
  for (let n = 0; n < switchovers; n++) {
    const to: Machine = n % 2 === 0 ? "db-2" : "db-1";
    const from = performance.now();
    await cluster.lead(to);
    gaps.push(await measureWriteGap(clients, from, `to ${to}`));
  }
  await clients.stop();
  for (const line of listReasons(clients).slice(0, 8)) console.log(line);
  const lost = await cluster.countLost(clients.acknowledged);

  const plainClients = startClients(cluster.url, rates);
  await pause(5_000);
  const plainGaps: number[] = [];
  for (let n = 0; n < plainSwitchovers; n++) {
    const [leader, to] = n % 2 === 0 ? (["db-1", "db-2"] as const) : (["db-2", "db-1"] as const);
    await cluster.untilStreaming(leader);
    const from = performance.now();
    await patronictlSwitchover(cluster, leader, to);
    plainGaps.push(await measureWriteGap(plainClients, from, `to ${to} by patronictl`));
  }
  await plainClients.stop();
  const plainLost = await cluster.countLost(plainClients.acknowledged);
  // Returns to the declared primary, whichever patronictl left.
  await cluster.lead("db-1");

  return [
    ...metricsOf("declared", gaps, clients, lost, true),
    ...metricsOf("patronictl switchover", plainGaps, plainClients, plainLost, false),
  ];
}

async function patronictlSwitchover(cluster: SwitchoverCluster, leader: Machine, to: Machine): Promise<void> {
  await cluster.inContainer(`content-${leader}`, [
    "patronictl",
    "-c",
    "/etc/patroni",
    "switchover",
    "content",
    "--leader",
    `content-${leader}`,
    "--candidate",
    `content-${to}`,
    "--force",
  ]);
  // patronictl exits with 0 even if Patroni rejected the switchover.
  if ((await cluster.leader()) !== to) throw new Error(`patronictl did not make ${to} the leader`);
}

function metricsOf(name: string, gaps: readonly number[], clients: Clients, lost: number, limited: boolean): Metric[] {
  const sorted = [...gaps].sort((a, b) => a - b);
  const limit = (limits: Partial<Metric>) => (limited ? limits : {});
  return [
    { name: `${name}: switchovers`, value: gaps.length, unit: "" },
    { name: `${name}: write gap p50`, value: percentile(sorted, 0.5), unit: "s" },
    { name: `${name}: write gap p95`, value: percentile(sorted, 0.95), unit: "s", ...limit({ atMost: 2 }) },
    { name: `${name}: longest write gap`, value: sorted.at(-1) ?? Number.NaN, unit: "s" },
    {
      name: `${name}: failed requests`,
      value: clients.failed.length,
      unit: `of ${clients.sent()}`,
      ...limit({ atMost: 0 }),
    },
    {
      name: `${name}: lost acknowledged writes`,
      value: lost,
      unit: `of ${clients.acknowledged.length}`,
      ...limit({ atMost: 0 }),
    },
  ];
}
