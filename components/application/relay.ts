import { imageUsers } from "../../contracts/imageUsers";
import type { DatabaseEndpoint } from "../database/endpoint";
import type { FileMount, SystemPlan } from "../swarm/plan";
import type { QueueEndpoint } from "../workQueue/endpoint";
import { relayMetricsPort, settingsJson } from "./files";
import type { ApplicationSpec } from "./spec";

/**
 * The relays of the outbox. They have settings and secrets of their own: one database, with the application's role, and
 * a user of the broker that may only publish.
 */
export function planRelay(
  args: ApplicationSpec,
  database: string,
  databases: readonly DatabaseEndpoint[],
  queue: QueueEndpoint,
  authority: FileMount,
): SystemPlan {
  const { relays } = args.outbox;
  if (relays === 0) return { configs: [], secrets: [], services: [] };
  const [settings, secrets] = ["outbox-relay-settings.json", "outbox-relay-secrets.json"];
  const own = databases.filter(({ name }) => name === database);
  return {
    configs: [
      {
        name: settings,
        content: settingsJson(args, { pages: database }, own, { queue, cacheServers: [] }, queue.relay),
      },
    ],
    secrets: [
      {
        name: secrets,
        template: JSON.stringify({
          // The relay signs nothing.
          secretKey: "",
          databases: Object.fromEntries(own.map(({ name, appPassword }) => [name, `{{${appPassword}}}`])),
          queue: `{{${queue.relay.password}}}`,
          owner: false,
        }),
      },
    ],
    services: [
      {
        name: "outbox-relay",
        image: "app",
        args: ["outbox-relay"],
        hostname: "outbox-relay-{{.Task.Slot}}",
        env: { APTURE_DATABASE_CONNECTIONS: "1" },
        replicas: relays,
        placement: { role: "worker" },
        networks: ["queue", `${database}-pool`],
        configs: [{ from: settings, path: "/etc/apture/settings.json" }],
        secrets: [{ from: secrets, path: "/run/secrets/app.json", owner: imageUsers.app }, authority],
        tmpfs: { "/tmp": "16 MiB" },
        // A relay takes 54 MiB, measured.
        memory: "96 MiB",
        // A new database needs its first migrations before the outbox is there.
        health: { timeout: "5 s", retries: 3, startPeriod: "4 min" },
        // Relays may run side by side: each skips the rows that another one has claimed.
        update: { order: "start-first" },
        probe: { kind: "outbox", network: "queue", url: `http://outbox-relay:${relayMetricsPort}/metrics` },
      },
    ],
  };
}
