import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { eventually } from "../../testing/checkers/eventually";
import { type RunningLoad, startLoad } from "../../testing/load/openLoop";
import type { Metric } from "../support/report";
import type { FlowCluster } from "./cluster";
import { declarationFor, throughputWorkers } from "./declaration";

const wanted = 50_000;
/**
 * Events per second: more than the workers do, so that the queue fills up, but few enough to leave the workers their
 * cores.
 */
const rate = 220;
const maxItems = 5_000;
/** Kills of the broker, and as many of a worker. */
const kills = 3;

/** The responses to events, counted by kind. */
interface Responses {
  /** Jobs of the accepted events. */
  readonly accepted: string[];
  rejected: number;
  rejectedWithRetryAfter: number;
  other: number;
}

/**
 * Sends events to a queue that is full most of the time, kills broker and workers, and checks that each event counts
 * once.
 */
export async function exactlyOnce(cluster: FlowCluster): Promise<Metric[]> {
  const queue: ClusterDeclaration["queue"] = { brokers: ["app-1"], maxItems, memory: "1 GiB" };
  await cluster.declare(declarationFor(cluster.disk.device, { queue, workers: throughputWorkers() }));
  await cluster.emptyQueue();
  const counted = async () => Number(await cluster.content("SELECT coalesce(sum(events), 0) FROM pages_activity"));
  const countedBefore = await counted();

  const responses: Responses = { accepted: [], rejected: 0, rejectedWithRetryAfter: 0, other: 0 };
  const load = startEvents(cluster.url, responses);
  await killDuring(cluster, responses);
  while (responses.accepted.length < wanted) await pause(100);
  await load.stop();
  console.log(`${progress(responses)}; waiting until the queue is empty`);
  await eventually(async () => {
    const depth = await cluster.queueDepth();
    if (depth > 0) throw new Error(`${depth} jobs are still in the queue`);
    await pause(5_000);
  }, 900_000);

  const jobs = (await cluster.content("SELECT job FROM pages_effect WHERE kind = 'once'")).split("\n").filter(Boolean);
  const done = new Set(jobs);
  const increments = (await counted()) - countedBefore;
  const { accepted, rejected, rejectedWithRetryAfter, other } = responses;
  return [
    { name: "accepted events (202)", value: accepted.length, unit: "", atLeast: wanted },
    { name: "rejected events (503)", value: rejected, unit: "", atLeast: 1 },
    { name: "rejections without Retry-After", value: rejected - rejectedWithRetryAfter, unit: "", atMost: 0 },
    { name: "other or missing responses, during a kill", value: other, unit: "" },
    {
      name: "accepted events without an effect",
      value: accepted.filter((job) => !done.has(job)).length,
      unit: "",
      atMost: 0,
    },
    { name: "events counted twice", value: increments - jobs.length, unit: "", atMost: 0 },
  ];
}

function startEvents(url: string, responses: Responses): RunningLoad {
  return startLoad({
    url,
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
      if (status === 202) responses.accepted.push(JSON.parse(body).job);
      else if (status === 503) {
        responses.rejected++;
        if (headers["retry-after"] !== undefined) responses.rejectedWithRetryAfter++;
      } else responses.other++;
    },
  });
}

/** Kills the broker and a worker in turn, at equal steps of the accepted events. */
async function killDuring(cluster: FlowCluster, responses: Responses): Promise<void> {
  const services = Array.from({ length: kills }, () => ["queue-app-1", "workers"]).flat();
  for (const [index, service] of services.entries()) {
    const due = ((index + 1) / (services.length + 1)) * wanted;
    while (responses.accepted.length < due) await pause(100);
    const container = await cluster.container(service);
    execFileSync("docker", ["kill", "--signal", "KILL", container], { stdio: "ignore" });
    console.log(`${progress(responses)}; killed ${service}`);
  }
}

const progress = ({ accepted, rejected }: Responses) => `${accepted.length} accepted, ${rejected} rejected`;
