import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../../testing/checkers/eventually";
import { startLoad } from "../../testing/load/openLoop";
import type { Figure } from "../support/report";
import { site as declared, patient } from "./declaration";
import type { Site } from "./site";

const wanted = 50_000;
/** Events a second: more than the workers take, so that the queue fills and refuses; not so many that refusing takes the cores from them. */
const rate = 220;
const maxItems = 5_000;
const kills = 3;

/** 50,000 accepted events through a queue that is full most of the time, while broker and workers are killed: each takes effect once. */
export async function exactlyOnce(site: Site): Promise<Figure[]> {
  await site.declare(
    declared(site.disk.device, { queue: { brokers: ["app-1"], maxItems, memory: "1 GiB" }, workers: patient }),
  );
  await site.emptyQueue();
  const counted = "SELECT coalesce(sum(events), 0) FROM pages_activity";
  const events = "SELECT count(*) FROM pages_effect WHERE kind = 'once'";
  const before = Number(await site.content(counted));

  const accepted: string[] = [];
  let [refused, withRetryAfter, other] = [0, 0, 0];
  const load = startLoad({
    url: site.url,
    rate,
    timeout: 10_000,
    connections: 128,
    request: (n) => ({
      method: "POST",
      path: "/events",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ slug: `a-${String(n % 1_000_000).padStart(7, "0")}`, kind: "once" }),
    }),
    observe: ({ status, headers, body }) => {
      if (status === 202) accepted.push(JSON.parse(body).job);
      else if (status === 503) {
        refused++;
        if (headers["retry-after"] !== undefined) withRetryAfter++;
      } else other++;
    },
  });
  // Spread over the whole run: a broker, a worker, ...
  for (let kill = 0; kill < kills; kill++) {
    for (const service of ["queue-app-1", "workers"]) {
      const share = (2 * kill + (service === "workers" ? 2 : 1)) / (2 * kills + 1);
      while (accepted.length < share * wanted) await pause(100);
      const container = await site.container(service);
      execFileSync("docker", ["kill", "--signal", "KILL", container], { stdio: "ignore" });
      console.log(`${accepted.length} accepted, ${refused} refused; killed ${service}`);
    }
  }
  while (accepted.length < wanted) await pause(100);
  await load.stop();
  console.log(`${accepted.length} accepted, ${refused} refused; waiting for the queue`);
  await eventually(async () => {
    const depth = await site.queueDepth();
    if (depth > 0) throw new Error(`${depth} jobs are still in the queue`);
    await pause(5_000);
  }, 900_000);

  const done = new Set(
    (await site.content("SELECT job FROM pages_effect WHERE kind = 'once'")).split("\n").filter(Boolean),
  );
  const lost = accepted.filter((job) => !done.has(job)).length;
  const [effects, increments] = [Number(await site.content(events)), Number(await site.content(counted)) - before];
  return [
    { name: "events accepted (202)", value: accepted.length, unit: "", atLeast: wanted },
    { name: "events refused (503)", value: refused, unit: "", atLeast: 1 },
    { name: "refused without Retry-After", value: refused - withRetryAfter, unit: "", atMost: 0 },
    { name: "other answers, or none: while a broker or a worker was killed", value: other, unit: "" },
    { name: "accepted without an effect", value: lost, unit: "", atMost: 0 },
    { name: "events counted twice", value: increments - effects, unit: "", atMost: 0 },
  ];
}
