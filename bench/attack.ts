import dev from "../stacks/dev";
import { attacks } from "../testing/load/attacks";
import { type PagesSeen, pagesDuring } from "../testing/load/pagesDuring";
import { BenchCluster } from "./support/benchCluster";
import { type Metric, report } from "./support/report";

const port = 18_092;

/** Seconds of each attack, and of the calm before it. */
const seconds = 20;

/** Compares what clients see of a site under attack with what they see in the calm before it. */
async function main(): Promise<number> {
  const names = Object.keys(attacks);
  const minutes = Math.ceil((names.length * 2 * seconds) / 60) + 2;
  console.log(`Bringing up dev, then ${names.length} attacks: about ${minutes} minutes.`);
  const cluster = new BenchCluster("attack", port);
  try {
    await cluster.declare(dev);
    await storeLargePage(cluster.url);
    const before = await containersOf(cluster);
    const metrics: Metric[] = [];
    for (const attack of names) {
      const calm = await pagesDuring(cluster.url, port, seconds);
      const memory = await memoryOf(cluster);
      const seen = await pagesDuring(cluster.url, port, seconds, attack);
      console.log(`${attack}: ${JSON.stringify(seen.statuses)}`);
      metrics.push(...metricsOf(attack, calm, seen, (await memoryOf(cluster)) / memory));
    }
    const replaced = (await containersOf(cluster)).filter((container) => !before.includes(container)).length;
    return report("attack", [...metrics, { name: "tasks replaced", value: replaced, unit: "", atMost: 0 }]);
  } finally {
    await cluster.takeDown();
  }
}

function metricsOf(attack: string, calm: PagesSeen, seen: PagesSeen, memory: number): Metric[] {
  const p99 = `${attack}: p99 of ${Math.round(seen.p99)} ms, compared with ${Math.round(calm.p99)} ms`;
  return [
    { name: `${attack}: pages answered 200`, value: 100 * seen.answered, unit: "%", atLeast: 99 },
    { name: p99, value: seen.p99 / calm.p99, unit: "times", atMost: 3 },
    { name: `${attack}: memory of a router, compared with before`, value: memory, unit: "times", atMost: 2 },
  ];
}

const services = ["edge", "router", "evented", "apache", "workers"];

const containersOf = async (cluster: BenchCluster): Promise<string[]> =>
  (await Promise.all(services.map((service) => cluster.containers(service)))).flat();

/** Resident memory of one router in KiB. */
async function memoryOf(cluster: BenchCluster): Promise<number> {
  const children = await cluster.inContainer("router", ["cat", "/proc/1/task/1/children"]);
  const status = await cluster.inContainer("router", ["cat", `/proc/${children.trim().split(" ")[0]}/status`]);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

async function storeLargePage(url: string): Promise<void> {
  const body = JSON.stringify({ body: "A page that is larger than the buffers of a proxy. ".repeat(2_400) });
  const headers = { "content-type": "application/json" };
  const { ok, status } = await fetch(`${url}/p/large`, { method: "POST", headers, body });
  if (!ok) throw new Error(`the large page got ${status}`);
}

void main().then((code) => process.exit(code));
