import { imageUsers } from "../../contracts/imageUsers";
import type { DatabaseEndpoint } from "../database/endpoint";
import type { Problems } from "../declaration/problems";
import { listed } from "../declaration/text";
import { type Duration, milliseconds, seconds } from "../declaration/units";
import type { FileMount, SystemPlan } from "../swarm/plan";
import type { QueueEndpoint, QueueUser } from "../workQueue/endpoint";
import type { ApplicationSpec } from "./spec";
import { timeoutsOf } from "./timeouts";

/** The parts of the application that own tables, and their default databases. */
export const defaultPlacement = { pages: "content", views: "views" } as const satisfies Readonly<
  Record<string, string>
>;

/**
 * Rows that an edit writes: the page, the edit and its job's row in the outbox before it is answered, and the deletion of
 * that row afterwards. What its job writes comes on top.
 */
export const writesPerEdit = 4;

export const secretKeyPassword = "django-secret-key";

/** User of the images app, apache and evented. */
export const applicationUser = imageUsers.app;

/** Where a relay serves metrics. */
const relayMetricsPort = 9_101;

export interface ApplicationLinks {
  readonly databases: readonly DatabaseEndpoint[];
  readonly queue: QueueEndpoint;
  /** Addresses of the cache servers: `cache-1:11211`. */
  readonly cacheServers: readonly string[];
}

export interface ApplicationPlan extends SystemPlan {
  /**
   * Files that a web tier and the workers mount at the same paths. They differ in the user of the queue only: web tiers
   * publish, workers read.
   */
  readonly mounts: { readonly web: ApplicationMounts; readonly workers: ApplicationMounts };
  /** Networks that every process of the application joins. A web tier also joins `web`. */
  readonly networks: readonly string[];
  /** Names of the databases that the application uses. */
  readonly databases: readonly string[];
  /** The relays of the outbox, and the database that it is in. Each relay holds one connection, for writing. */
  readonly outbox: { readonly relays: number; readonly database: string };
  /** Names of the passwords in its secrets. */
  readonly passwords: readonly string[];
}

export interface ApplicationMounts {
  readonly configs: readonly FileMount[];
  readonly secrets: readonly FileMount[];
}

/**
 * The settings, secrets and networks that web tiers, workers and migrations share, the migrations themselves, and the
 * outbox's relays.
 */
export function planApplication(args: ApplicationSpec, links: ApplicationLinks, problems: Problems): ApplicationPlan {
  const placement: Readonly<Record<string, string>> = { ...defaultPlacement, ...args.placement };
  const declared = links.databases.map(({ name }) => name);
  for (const [part, database] of Object.entries(placement)) {
    problems.when(
      !Object.hasOwn(defaultPlacement, part),
      `application.placement.${part} is not a part of the application; use ` +
        `${listed(Object.keys(defaultPlacement), false)}.`,
    );
    problems.when(
      !declared.includes(database),
      `application.placement.${part} is "${database}", which is not a declared database; use ${listed(declared)}, ` +
        "or declare it.",
    );
  }
  const used = links.databases.filter(({ name }) => Object.values(placement).includes(name));
  problems.when(
    milliseconds(args.freshFor) > milliseconds(args.staleFor),
    `application.freshFor is "${args.freshFor}", longer than staleFor ("${args.staleFor}"), after which a page ` +
      "leaves the cache; use a shorter freshFor or a longer staleFor.",
  );
  const { request, statement } = timeoutsOf(args);
  problems.when(
    request < statement,
    `application.requestTimeout is "${args.requestTimeout}", shorter than statementTimeout ` +
      `("${args.statementTimeout}"); raise requestTimeout or lower statementTimeout.`,
  );

  const [settings, workerSettings] = ["app-settings.json", "workers-settings.json"];
  const [webSecrets, workerSecrets, ownerSecrets, authority] = [
    "app-secrets.json",
    "workers-secrets.json",
    "migrations-secrets.json",
    "app-authority.crt",
  ];
  const { publisher, consumer } = links.queue;
  const poolNetworks = used.map(({ name }) => `${name}-pool`);
  const own = { owner: applicationUser };
  // The authority that signed the poolers' certificates.
  const authorityMount = { from: authority, path: "/run/secrets/authority.crt", ...own };
  const mountsOf = (config: string, secret: string): ApplicationMounts => ({
    configs: [{ from: config, path: "/etc/apture/settings.json" }],
    secrets: [{ from: secret, path: "/run/secrets/app.json", ...own }, authorityMount],
  });
  const settingsOf = ({ user }: QueueUser) => settingsJson(args, placement, used, links, user);
  const relay = planRelay(args, placement["pages"] ?? "", used, links, authorityMount);
  return {
    configs: [
      { name: settings, content: settingsOf(publisher) },
      { name: workerSettings, content: settingsOf(consumer) },
      ...relay.configs,
    ],
    secrets: [
      { name: webSecrets, template: secretsJson(used, "appPassword", publisher) },
      { name: workerSecrets, template: secretsJson(used, "appPassword", consumer) },
      // Migrations do not use the queue.
      { name: ownerSecrets, template: secretsJson(used, "ownerPassword", undefined) },
      { name: authority, template: "{{authority.crt}}" },
      ...relay.secrets,
    ],
    services: [
      {
        name: "migrations",
        image: "app",
        args: ["migrations"],
        replicas: 1,
        placement: { role: "worker" },
        networks: poolNetworks,
        ...mountsOf(settings, ownerSecrets),
        tmpfs: { "/tmp": "16 MiB" },
        memory: "192 MiB",
        // A migration takes as long as it takes. The health check succeeds once all of them are applied.
        health: { timeout: "5 s", retries: 5, startPeriod: "24 h" },
        // Two tasks may run at the same time: a lock in the database admits one of them.
        update: { order: "start-first" },
      },
      ...relay.services,
    ],
    mounts: { web: mountsOf(settings, webSecrets), workers: mountsOf(workerSettings, workerSecrets) },
    networks: ["cache", "queue", ...poolNetworks],
    databases: used.map(({ name }) => name),
    outbox: { relays: args.outbox.relays, database: placement["pages"] ?? "" },
    passwords: [
      secretKeyPassword,
      publisher.password,
      consumer.password,
      ...(args.outbox.relays > 0 ? [links.queue.relay.password] : []),
      ...used.flatMap((one) => [one.appPassword, one.ownerPassword]),
    ],
  };
}

/**
 * The relays of the outbox. They have settings and secrets of their own: one database, with the application's role, and
 * a user of the broker that may only publish.
 */
function planRelay(
  args: ApplicationSpec,
  database: string,
  databases: readonly DatabaseEndpoint[],
  { queue }: ApplicationLinks,
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
        content: settingsJson(
          args,
          { pages: database },
          own,
          { databases: own, queue, cacheServers: [] },
          queue.relay.user,
        ),
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
        secrets: [{ from: secrets, path: "/run/secrets/app.json", owner: applicationUser }, authority],
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

const fraction = (duration: Duration) => milliseconds(duration) / 1_000;

/** The settings file, with durations in seconds. The image's `configuration.py` documents each setting. */
function settingsJson(
  args: ApplicationSpec,
  placement: Readonly<Record<string, string>>,
  databases: readonly DatabaseEndpoint[],
  { queue, cacheServers }: ApplicationLinks,
  queueUser: string,
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
      user: queueUser,
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

function secretsJson(
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
