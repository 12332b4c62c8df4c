import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { Figure } from "../support/report";
import type { Site } from "./site";

const backlog = 20_000;

/** How fast relays empty a long outbox. Workers are stopped, so that only the relays and the broker work. */
export async function drain(site: Site): Promise<Figure[]> {
  scale(site, "workers", 0);
  const figures: Figure[] = [];
  try {
    for (const relays of [1, 2]) {
      scale(site, "outbox-relay", 0);
      while ((await site.containers("outbox-relay")).length > 0) await pause(500);
      await site.content(
        `INSERT INTO pages_outbox (job, task, arguments, added_at)
        SELECT gen_random_uuid(), 'apture.edited', '["drain", 1]', now() FROM generate_series(1, ${backlog})`,
      );
      scale(site, "outbox-relay", relays);
      const left = async () => Number(await site.content("SELECT count(*) FROM pages_outbox"));
      while ((await left()) > 0.95 * backlog) await pause(50);
      const [from, started] = [await left(), performance.now()];
      while ((await left()) > 0.05 * backlog) await pause(50);
      const [to, ended] = [await left(), performance.now()];
      const rate = (from - to) / ((ended - started) / 1_000);
      figures.push({
        name: `jobs published, ${relays === 1 ? "1 relay" : `${relays} relays`}`,
        value: rate,
        unit: "/s",
      });
    }
  } finally {
    scale(site, "outbox-relay", 1);
    await site.inContainer("queue-app-1", ["rabbitmqctl", "-q", "purge_queue", "jobs"]);
    scale(site, "workers", 1);
  }
  return figures;
}

const scale = ({ stack }: Site, service: string, tasks: number) =>
  execFileSync("docker", ["service", "scale", "--detach", `${stack}_${service}=${tasks}`], { stdio: "ignore" });
