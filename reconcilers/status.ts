import { resolve4 } from "node:dns/promises";
import { type ClusterStatus, type DatabaseStatus, parseHaproxy, parsePatroni, parseRabbitmq, type QueueStatus, type ServerStatus } from "./status/parse";

/** A probe of a service, from its label `apture.probe`. */
interface Target {
  readonly kind: "haproxy" | "rabbitmq" | "patroni";
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
  const silent: { url: string; reason: string }[] = [];

  await Promise.all(
    targets.map(async ({ kind, url }) => {
      try {
        if (kind === "haproxy") for (const text of await askAll(url)) servers.push(...parseHaproxy(text));
        if (kind === "rabbitmq") for (const queue of parseRabbitmq(await ask(url))) queues.set(queue.name, queue);
        if (kind === "patroni") {
          const answer: unknown = JSON.parse(await ask(url));
          const scope = typeof answer === "object" && answer !== null ? String(Reflect.get(answer, "scope")) : url;
          databases.set(scope, parsePatroni(scope, answer));
        }
      } catch (error) {
        silent.push({ url, reason: error instanceof Error ? error.message : String(error) });
      }
    }),
  );
  const status: ClusterStatus = { servers, queues: [...queues.values()], databases: [...databases.values()], silent };
  console.log(JSON.stringify(status));
}

/** The answer of each task behind a service's name. */
async function askAll(url: string): Promise<string[]> {
  const { hostname } = new URL(url);
  const addresses = await resolve4(hostname);
  return Promise.all(addresses.map((address) => ask(url.replace(hostname, address))));
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return response.text();
}

void main();
