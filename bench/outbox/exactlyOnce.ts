import type { Metric } from "../support/report";
import type { OutboxCluster } from "./cluster";

const edits = 20_000;
const awaySeconds = 60;
/** Edits per second: about what two cores can serve, publish and run. */
const rate = 80;

/** 20,000 edits, with the broker away for a minute, and relay, broker and workers killed three times each. */
export async function exactlyOnce(cluster: OutboxCluster): Promise<Metric[]> {
  const result = await cluster.run({ edits, rate, awaySeconds, drainSeconds: 900 });
  for (const [reason, count] of result.failures) console.log(`${count} edits failed and were repeated: ${reason}`);
  return [
    { name: "edits accepted", value: result.accepted, unit: "", atLeast: edits },
    { name: "edits refused because of broker or outbox", value: result.refused, unit: "", atMost: 0 },
    {
      name: "edits that failed for another reason, repeated",
      value: [...result.failures.values()].reduce((sum, count) => sum + count, 0),
      unit: "",
    },
    { name: "jobs lost", value: result.lost, unit: "", atMost: 0 },
    { name: "effects doubled", value: result.doubled, unit: "", atMost: 0 },
    { name: `jobs in the outbox after ${awaySeconds} s without a broker`, value: result.waiting, unit: "", atLeast: 1 },
    { name: "last edit to last effect", value: result.drained, unit: "s" },
    { name: "edits p99", value: result.p99, unit: "ms" },
    { name: "edits p99 while the broker is away", value: result.p99Away, unit: "ms" },
  ];
}
