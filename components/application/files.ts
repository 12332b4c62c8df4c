import type { DatabaseEndpoint } from "../database/endpoint";
import { type Duration, milliseconds, seconds } from "../declaration/units";
import type { QueueEndpoint, QueueUser } from "../workQueue/endpoint";
import type { ApplicationSpec } from "./spec";
import { timeoutsOf } from "./timeouts";

/** Port of the relays' metrics. */
export const relayMetricsPort = 9_101;

export const secretKeyPassword = "django-secret-key";

/** What the settings file says of other systems. */
export interface FileLinks {
  readonly queue: QueueEndpoint;
  /** Addresses of the cache servers: `cache-1:11211`. */
  readonly cacheServers: readonly string[];
}

const fraction = (duration: Duration) => milliseconds(duration) / 1_000;

/** The settings file, with durations in seconds. The image's `configuration.py` documents each setting. */
export function settingsJson(
  args: ApplicationSpec,
  placement: Readonly<Record<string, string>>,
  databases: readonly DatabaseEndpoint[],
  { queue, cacheServers }: FileLinks,
  { user }: QueueUser,
): string {
  const settings = {
    databases: Object.fromEntries(
      databases.map(({ name, host, port, database, readDatabase, appRole, ownerRole }) => [
        name,
        { host, port, database, readDatabase, appRole, ownerRole },
      ]),
    ),
    placement,
    cache: {
      servers: cacheServers,
      timeout: fraction(args.cacheTimeout),
      deadFor: 5,
      fresh: fraction(args.freshFor),
      kept: seconds(args.staleFor),
      // Longer than a read can take, so that no second client reads the same page meanwhile.
      lease: seconds(args.statementTimeout) + seconds(args.connectTimeout) + 1,
      wait: 1,
    },
    queue: {
      brokers: queue.brokers,
      vhost: queue.vhost,
      user,
      exchange: queue.exchange,
      name: queue.queue,
      confirms: queue.confirms,
      connectTimeout: fraction(args.connectTimeout),
      confirmTimeout: fraction(args.statementTimeout),
    },
    outbox: { maxRows: args.outbox.maxRows, metricsPort: relayMetricsPort },
    timeouts: {
      connect: fraction(args.connectTimeout),
      statement: fraction(args.statementTimeout),
      request: timeoutsOf(args).request / 1_000,
    },
    circuitBreaker: args.circuitBreaker,
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** @param queueUser `undefined` for a process that does not use the queue */
export function secretsJson(
  databases: readonly DatabaseEndpoint[],
  role: "appPassword" | "ownerPassword",
  queueUser: QueueUser | undefined,
): string {
  return JSON.stringify({
    secretKey: `{{${secretKeyPassword}}}`,
    databases: Object.fromEntries(databases.map((database) => [database.name, `{{${database[role]}}}`])),
    queue: queueUser === undefined ? "" : `{{${queueUser.password}}}`,
    owner: role === "ownerPassword",
  });
}
