import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { percentile } from "../../testing/load/openLoop";
import type { Figure } from "../support/report";
import { type Clients, startClients, tally } from "./clients";
import type { Machine } from "./declaration";
import { gapOf, rates } from "./gap";
import type { Site } from "./site";

const switchovers = 10;
const plainSwitchovers = 3;

/** Hardware upgrades under load: the primary goes to the fast disk and back, declared; beside it, without the pause of the poolers. */
export async function upgrades(site: Site): Promise<Figure[]> {
  const clients = startClients(site.url, rates);
  await pause(10_000);
  const declaredGaps: number[] = [];
  for (let n = 0; n < switchovers; n++) {
    const to: Machine = n % 2 === 0 ? "db-2" : "db-1";
    const from = performance.now();
    await site.lead(to);
    declaredGaps.push(await gapOf(clients, from, `to ${to}`));
  }
  await clients.stop();
  for (const line of tally(clients).slice(0, 8)) console.log(line);
  const lost = await site.missing(clients.acknowledged);

  const plain = startClients(site.url, rates);
  await pause(5_000);
  const plainGaps: number[] = [];
  for (let n = 0; n < plainSwitchovers; n++) {
    const [leader, to] = n % 2 === 0 ? (["db-1", "db-2"] as const) : (["db-2", "db-1"] as const);
    await site.untilStreaming(leader);
    const from = performance.now();
    await patronictl(site, leader, to);
    plainGaps.push(await gapOf(plain, from, `to ${to}, by patronictl`));
  }
  await plain.stop();
  const plainLost = await site.missing(plain.acknowledged);
  // The declaration leads again.
  await site.lead("db-1");

  return [
    ...figuresOf("declared", declaredGaps, clients, lost, true),
    ...figuresOf("patronictl switchover, no pause", plainGaps, plain, plainLost, false),
  ];
}

async function patronictl(site: Site, leader: Machine, to: Machine): Promise<void> {
  await site.inContainer(`content-${leader}`, [
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
  // It ends well, too, where Patroni refused.
  if ((await site.leader()) !== to) throw new Error(`patronictl did not make ${to} the leader`);
}

function figuresOf(name: string, gaps: readonly number[], clients: Clients, lost: number, bounded: boolean): Figure[] {
  const sorted = [...gaps].sort((a, b) => a - b);
  const bound = (limit: Partial<Figure>) => (bounded ? limit : {});
  return [
    { name: `${name}: switchovers`, value: gaps.length, unit: "" },
    { name: `${name}: write gap p50`, value: percentile(sorted, 0.5), unit: "s" },
    { name: `${name}: write gap p95`, value: percentile(sorted, 0.95), unit: "s", ...bound({ atMost: 2 }) },
    { name: `${name}: write gap, worst`, value: sorted.at(-1) ?? Number.NaN, unit: "s" },
    {
      name: `${name}: requests failed`,
      value: clients.failed.length,
      unit: `of ${clients.sent()}`,
      ...bound({ atMost: 0 }),
    },
    {
      name: `${name}: acknowledged writes lost`,
      value: lost,
      unit: `of ${clients.acknowledged.length}`,
      ...bound({ atMost: 0 }),
    },
  ];
}
