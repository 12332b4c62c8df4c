import dev from "../stacks/dev";
import { pagesDuring } from "../testing/attackRun";
import { attacks } from "../testing/attacks";
import { BenchCluster } from "./support/cluster";
import { type Figure, report } from "./support/report";

const port = 18_092;

/** Seconds of each attack, and of the calm before it. */
const seconds = 20;

/** What clients see of a site under attack, next to what they see in the calm before it. */
async function main(): Promise<number> {
  const names = Object.keys(attacks);
  console.log(
    `Bringing up dev, then ${names.length} attacks: about ${Math.ceil((names.length * 2 * seconds) / 60) + 2} minutes.`,
  );
  const cluster = new BenchCluster("attack", port);
  try {
    await cluster.declare(dev);
    await storeLargePage(cluster.url);
    const figures: Figure[] = [];
    const first = await tasksOf(cluster);
    for (const attack of names) {
      const calm = await pagesDuring(cluster.url, port, seconds);
      const memory = await memoryOf(cluster);
      const seen = await pagesDuring(cluster.url, port, seconds, attack);
      figures.push(
        { name: `${attack}: pages answered 200`, value: 100 * seen.answered, unit: "%", atLeast: 99 },
        {
          name: `${attack}: p99, ${Math.round(seen.p99)} ms, to calm, ${Math.round(calm.p99)} ms`,
          value: seen.p99 / calm.p99,
          unit: "times",
          atMost: 3,
        },
        {
          name: `${attack}: memory of the routers to calm`,
          value: (await memoryOf(cluster)) / memory,
          unit: "times",
          atMost: 2,
        },
      );
      console.log(`${attack}: ${JSON.stringify(seen.statuses)}`);
    }
    const replaced = (await tasksOf(cluster)).filter((task) => !first.includes(task)).length;
    return report("attack", [...figures, { name: "tasks replaced", value: replaced, unit: "", atMost: 0 }]);
  } finally {
    await cluster.takeDown();
  }
}

const services = ["edge", "router", "evented", "apache", "workers"];

const tasksOf = async (cluster: BenchCluster): Promise<string[]> =>
  (await Promise.all(services.map((service) => cluster.containers(service)))).flat();

/** KiB that the routers use. */
async function memoryOf(cluster: BenchCluster): Promise<number> {
  const status = await cluster.inContainer("router", ["cat", "/proc/1/task/1/children"]);
  const [haproxy = "1"] = status.trim().split(" ");
  const text = await cluster.inContainer("router", ["cat", `/proc/${haproxy}/status`]);
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]);
}

async function storeLargePage(url: string): Promise<void> {
  const body = JSON.stringify({ body: "A page that is larger than the buffers of a proxy. ".repeat(2_400) });
  const { status } = await fetch(`${url}/p/large`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  if (status !== 200) throw new Error(`the large page was answered ${status}`);
}

void main().then((code) => process.exit(code));
