import { Resolver } from "node:dns/promises";
import {
  type BackupStatus,
  type ClusterStatus,
  type DatabaseStatus,
  type DiskStatus,
  type OutboxStatus,
  parseBackup,
  parseDisks,
  parseHaproxy,
  parseOutbox,
  parsePatroni,
  parseRabbitmq,
  parseWorker,
  type QueueStatus,
  type ServerStatus,
  type WorkerStatus,
} from "./status/parse";

/** A probe of a service, from its label `apture.probe`. */
interface Target {
  readonly kind: "haproxy" | "rabbitmq" | "patroni" | "database" | "worker" | "outbox" | "backup";
  readonly url: string;
}

/**
 * Asks every service that tells its state and prints one line of JSON: what `npm run status` runs inside the cluster's networks, for a
 * moment. Targets are the JSON list in the first argument.
 */
async function main(): Promise<void> {
  const targets: Target[] = JSON.parse(process.argv[2] ?? "[]");
  const servers: ServerStatus[] = [];
  const queues = new Map<string, QueueStatus>();
  const databases = new Map<string, DatabaseStatus>();
  const disks: DiskStatus[] = [];
  const workers: WorkerStatus[] = [];
  const outboxes: OutboxStatus[] = [];
  const backups: BackupStatus[] = [];
  const silent: { url: string; reason: string }[] = [];

  const understand = (kind: Target["kind"], url: string, text: string) => {
    if (kind === "haproxy") servers.push(...parseHaproxy(text));
    if (kind === "rabbitmq") for (const queue of parseRabbitmq(text)) queues.set(queue.name, queue);
    if (kind === "patroni") {
      const answer: unknown = JSON.parse(text);
      const scope = typeof answer === "object" && answer !== null ? String(Reflect.get(answer, "scope")) : url;
      databases.set(scope, parsePatroni(scope, answer));
    }
    if (kind === "database") disks.push(...parseDisks(text));
    if (kind === "worker") workers.push(parseWorker(text));
    if (kind === "outbox") outboxes.push(parseOutbox(text));
    if (kind === "backup") backups.push(parseBackup(text));
  };
  const orSilent = (url: string, act: () => Promise<unknown>) =>
    act().catch((error: unknown) => void silent.push({ url, reason: reasonOf(error) }));

  await Promise.all(
    targets.map(({ kind, url }) =>
      orSilent(url, async () => {
        const tasks = await urlsOfTasks(url);
        await Promise.all(tasks.map((task) => orSilent(task, async () => understand(kind, url, await ask(task)))));
      }),
    ),
  );
  workers.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  outboxes.sort((a, b) => a.relay.localeCompare(b.relay, "en", { numeric: true }));
  backups.sort((a, b) => a.database.localeCompare(b.database));
  const status: ClusterStatus = {
    servers,
    queues: [...queues.values()],
    databases: [...databases.values()],
    disks,
    workers,
    outboxes,
    backups,
    silent,
  };
  console.log(JSON.stringify(status));
}

/** Where the engine knows no such name, it asks others, for longer than a probe may take. Milliseconds. */
const names = new Resolver({ timeout: 1_000, tries: 1 });

/** One for each task behind a service's name; a task that is the only one keeps the name. */
async function urlsOfTasks(url: string): Promise<string[]> {
  const { hostname } = new URL(url);
  const addresses = await names.resolve4(hostname);
  return addresses.length === 1 ? [url] : addresses.map((address) => url.replace(hostname, address));
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return response.text();
}

/** `fetch` only says that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

void main();
