import { setTimeout as pause } from "node:timers/promises";
import type { Metric } from "../support/report";
import type { OutboxCluster } from "./cluster";

const backlog = 20_000;

/** How fast relays empty a long outbox. Workers are stopped, so that only the relays and the broker work. */
export async function drain(cluster: OutboxCluster): Promise<Metric[]> {
  await cluster.scale("workers", 0);
  const metrics: Metric[] = [];
  try {
    for (const relays of [1, 2]) {
      await cluster.scale("outbox-relay", 0);
      while ((await cluster.containers("outbox-relay")).length > 0) await pause(500);
      await cluster.content(
        `INSERT INTO pages_outbox (job, task, arguments, added_at)
        SELECT gen_random_uuid(), 'apture.edited', '["drain", 1]', now() FROM generate_series(1, ${backlog})`,
      );
      await cluster.scale("outbox-relay", relays);
      const left = async () => Number(await cluster.content("SELECT count(*) FROM pages_outbox"));
      while ((await left()) > 0.95 * backlog) await pause(50);
      const [from, started] = [await left(), performance.now()];
      while ((await left()) > 0.05 * backlog) await pause(50);
      const [to, ended] = [await left(), performance.now()];
      const rate = (from - to) / ((ended - started) / 1_000);
      metrics.push({
        name: `jobs published, ${relays === 1 ? "1 relay" : `${relays} relays`}`,
        value: rate,
        unit: "/s",
      });
    }
  } finally {
    await cluster.scale("outbox-relay", 1);
    await cluster.inContainer("queue-app-1", ["rabbitmqctl", "-q", "purge_queue", "jobs"]);
    await cluster.scale("workers", 1);
  }
  return metrics;
}
