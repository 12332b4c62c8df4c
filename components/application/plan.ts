import { imageUsers } from "../../contracts/imageUsers";
import type { DatabaseEndpoint } from "../database/endpoint";
import type { Problems } from "../declaration/problems";
import { listed } from "../declaration/text";
import { milliseconds } from "../declaration/units";
import type { FileMount, SystemPlan } from "../swarm/plan";
import type { QueueEndpoint, QueueUser } from "../workQueue/endpoint";
import { secretKeyPassword, secretsJson, settingsJson } from "./files";
import { planRelay } from "./relay";
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

/** User of the images app, apache and evented. */
export const applicationUser = imageUsers.app;

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
  const settingsOf = (user: QueueUser) => settingsJson(args, placement, used, links, user);
  const relay = planRelay(args, placement["pages"] ?? "", used, links.queue, authorityMount);
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
