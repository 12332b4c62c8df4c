import { Resolver } from "node:dns/promises";
import type { ClusterStatus, DatabaseStatus, QueueStatus, ReconcilerStatus } from "../contracts/clusterStatus";
import type { ProbeTarget } from "../contracts/probe";
import {
  parseBackup,
  parseDisks,
  parseHaproxy,
  parseOutbox,
  parsePatroni,
  parseRabbitmq,
  parseResults,
  parseWorker,
} from "./status/parse";

/**
 * Asks each target for its state. `npm run status` runs it as a job on the cluster's networks. Prints a line of
 * JSON.
 */
async function main(targets: readonly ProbeTarget[]): Promise<void> {
  const queues = new Map<string, QueueStatus>();
  const databases = new Map<string, DatabaseStatus>();
  const reconcilers: ReconcilerStatus[] = [];
  const status: Omit<ClusterStatus, "queues" | "databases" | "reconcilers"> = {
    servers: [],
    disks: [],
    workers: [],
    outboxes: [],
    backups: [],
    silent: [],
  };

  const add = (kind: ProbeTarget["kind"], url: string, text: string) => {
    switch (kind) {
      case "haproxy":
        return status.servers.push(...parseHaproxy(text));
      case "rabbitmq":
        return parseRabbitmq(text).map((queue) => queues.set(queue.name, queue));
      case "patroni": {
        const answer: unknown = JSON.parse(text);
        const scope = typeof answer === "object" && answer !== null ? String(Reflect.get(answer, "scope")) : url;
        return databases.set(scope, parsePatroni(scope, answer));
      }
      case "database":
        reconcilers.push(...parseResults(text));
        return status.disks.push(...parseDisks(text));
      case "worker":
        return status.workers.push(parseWorker(text));
      case "outbox":
        return status.outboxes.push(parseOutbox(text));
      case "backup":
        reconcilers.push(...parseResults(text));
        return status.backups.push(parseBackup(text));
    }
  };
  const orSilent = (url: string, act: () => Promise<unknown>) =>
    act().catch((error: unknown) => void status.silent.push({ url, reason: reasonOf(error) }));

  await Promise.all(
    targets.map(({ kind, url }) =>
      orSilent(url, async () => {
        const tasks = await urlsOfTasks(url);
        await Promise.all(tasks.map((task) => orSilent(task, async () => add(kind, url, await get(task)))));
      }),
    ),
  );
  status.workers.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  status.outboxes.sort((a, b) => a.relay.localeCompare(b.relay, "en", { numeric: true }));
  status.backups.sort((a, b) => a.database.localeCompare(b.database));
  reconcilers.sort((a, b) => `${a.program} ${a.database}`.localeCompare(`${b.program} ${b.database}`));
  const whole: ClusterStatus = {
    ...status,
    queues: [...queues.values()],
    databases: [...databases.values()],
    reconcilers,
  };
  console.log(JSON.stringify(whole));
}

/** The engine forwards names that it does not know, which takes longer than a probe may. Milliseconds. */
const resolver = new Resolver({ timeout: 1_000, tries: 1 });

/** A URL for each task behind a service's name. A single task is addressed by the name. */
async function urlsOfTasks(url: string): Promise<string[]> {
  const { hostname } = new URL(url);
  const addresses = await resolver.resolve4(hostname);
  return addresses.length === 1 ? [url] : addresses.map((address) => url.replace(hostname, address));
}

async function get(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return response.text();
}

/** An error of `fetch` has the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

void main(JSON.parse(process.argv[2] ?? "[]"));
