import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../test/support/eventually";
import { percentile } from "../test/support/load";
import { BenchCluster } from "./support/cluster";
import { type Figure, report } from "./support/report";
import { type Clients, startClients, writeGap } from "./switchover/clients";
import { fast, type Machine, site as declared, slow } from "./switchover/declaration";

const rates = { pages: 200, edits: 50 };
const switchovers = 10;
const plainSwitchovers = 3;
const pagesToRead = 500;

/** Hardware upgrades under load: the primary goes to the fast disk and back, declared; beside it, without the pause of the poolers. */
async function main(): Promise<number> {
  const cluster = new BenchCluster("switchover", 18_091);
  const disks = { "db-1": cluster.addDisk(8), "db-2": cluster.addDisk(8) };
  const devices = { "db-1": disks["db-1"].device, "db-2": disks["db-2"].device };
  try {
    await cluster.declare(declared("db-1", devices));
    await cluster.limit("content-db-1", disks["db-1"], slow);
    await cluster.limit("content-db-2", disks["db-2"], fast);
    for (let page = 0; page < pagesToRead; page++) await edit(cluster.url, `p-${page}`);

    const clients = startClients(cluster.url, rates);
    await pause(10_000);
    const declaredGaps: number[] = [];
    for (let n = 0; n < switchovers; n++) {
      const to: Machine = n % 2 === 0 ? "db-2" : "db-1";
      declaredGaps.push(await gapOf(clients, to, async () => void (await cluster.declare(declared(to, devices)))));
    }
    await clients.stop();
    const lost = await missing(cluster, clients.acknowledged);

    const plain = startClients(cluster.url, rates);
    await pause(5_000);
    const plainGaps: number[] = [];
    for (let n = 0; n < plainSwitchovers; n++) {
      const [from, to] = n % 2 === 0 ? (["db-1", "db-2"] as const) : (["db-2", "db-1"] as const);
      plainGaps.push(await gapOf(plain, to, () => patronictl(cluster, from, to)));
    }
    await plain.stop();
    const plainLost = await missing(cluster, plain.acknowledged);

    return report("switchover", [
      ...figuresOf("declared", declaredGaps, clients, lost, true),
      ...figuresOf("patronictl switchover, no pause", plainGaps, plain, plainLost, false),
    ]);
  } finally {
    await cluster.takeDown();
  }
}

/** The write gap of one switchover, which lasts until the writer has gone on for a while. */
async function gapOf(clients: Clients, to: Machine, act: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await act();
  const acked = clients.acks.length;
  await eventually(async () => {
    if (clients.acks.length < acked + 50) throw new Error("the writer does not go on");
  }, 60_000);
  await pause(5_000);
  const gap = writeGap(clients.acks, from, performance.now());
  console.log(`to ${to}: write gap ${(gap / 1_000).toFixed(2)} s; ${clients.failed.length} of ${clients.sent()} requests failed so far`);
  return gap / 1_000;
}

async function patronictl(cluster: BenchCluster, from: Machine, to: Machine): Promise<void> {
  await cluster.inContainer(`content-${from}`, ["patronictl", "-c", "/etc/patroni", "switchover", "content", "--leader", `content-${from}`, "--candidate", `content-${to}`, "--force"]);
  // With two members a second one has to wait until the old leader streams again.
  await eventually(async () => {
    const streams = await cluster.sql(`content-${to}`, "postgres", "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'");
    if (streams.trim() !== "1") throw new Error("the old leader does not stream yet");
  }, 120_000);
}

/** Acknowledged edits that the database does not have. */
async function missing(cluster: BenchCluster, acknowledged: readonly string[]): Promise<number> {
  const kept = new Set((await cluster.sql("content-db-1", "content", "SELECT key FROM pages_edit")).split("\n"));
  return acknowledged.filter((key) => !kept.has(key)).length;
}

async function edit(url: string, page: string): Promise<void> {
  const response = await fetch(`${url}/p/${page}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ body: "first" }) });
  if (!response.ok) throw new Error(`an edit of ${page} was answered ${response.status}`);
}

function figuresOf(name: string, gaps: readonly number[], clients: Clients, lost: number, bounded: boolean): Figure[] {
  const sorted = [...gaps].sort((a, b) => a - b);
  const bound = (limit: Partial<Figure>) => (bounded ? limit : {});
  return [
    { name: `${name}: switchovers`, value: gaps.length, unit: "" },
    { name: `${name}: write gap p50`, value: percentile(sorted, 0.5), unit: "s" },
    { name: `${name}: write gap p95`, value: percentile(sorted, 0.95), unit: "s", ...bound({ atMost: 2 }) },
    { name: `${name}: requests failed`, value: clients.failed.length, unit: `of ${clients.sent()}`, ...bound({ atMost: 0 }) },
    { name: `${name}: acknowledged writes lost`, value: lost, unit: `of ${clients.acknowledged.length}`, ...bound({ atMost: 0 }) },
  ];
}

void main().then((code) => {
  process.exitCode = code;
});
