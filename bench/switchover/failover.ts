import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { percentile } from "../../testing/load/openLoop";
import type { Figure } from "../support/report";
import { startClients, tally } from "./clients";
import { gapOf, rates } from "./gap";
import type { Site } from "./site";

const kills = 10;

/** The primary's task is killed under load, again and again: how long no write is taken, whether one is lost, and whether it comes back. */
export async function failovers(site: Site): Promise<Figure[]> {
  const clients = startClients(site.url, rates);
  await pause(10_000);
  const gaps: number[] = [];
  const moved: boolean[] = [];
  for (let n = 0; n < kills; n++) {
    const leader = await site.leader();
    await site.untilStreaming(leader);
    const from = performance.now();
    execFileSync("docker", ["kill", "--signal", "KILL", await site.container(`content-${leader}`)], {
      stdio: "ignore",
    });
    gaps.push(await gapOf(clients, from, `${leader} killed`));
    const next = await site.leader();
    moved.push(next !== leader);
    // The one that was killed streams again, by itself; only its disk's limit went with its container.
    await site.untilStreaming(next);
    await site.limitDiskOf(leader);
  }
  await clients.stop();
  for (const line of tally(clients).slice(0, 8)) console.log(line);
  const lost = await site.missing(clients.acknowledged);
  const sorted = [...gaps].sort((a, b) => a - b);
  return [
    { name: "primaries killed", value: gaps.length, unit: "" },
    { name: "of these, the other member took over", value: moved.filter(Boolean).length, unit: "" },
    { name: "write gap p50", value: percentile(sorted, 0.5), unit: "s" },
    { name: "write gap p95", value: percentile(sorted, 0.95), unit: "s", atMost: 20 },
    { name: "requests failed", value: clients.failed.length, unit: `of ${clients.sent()}` },
    { name: "acknowledged writes lost", value: lost, unit: `of ${clients.acknowledged.length}`, atMost: 0 },
  ];
}
