import { bytes, goDuration } from "../../components/declaration/units";
import { healthcheck } from "../../components/swarm/health";
import { networksOf } from "../../components/swarm/networks";
import type { FileMount, ServicePlan, SystemPlan } from "../../components/swarm/plan";

/** Input of `docker stack deploy`, which reads JSON as YAML. */
export type Compose = Readonly<Record<string, unknown>>;

/** The plans of a whole cluster, with what a compose file adds to them. */
export interface ComposeInput {
  readonly systems: readonly SystemPlan[];
  readonly networks: readonly { readonly name: string; readonly internal: boolean }[];
  readonly images: Readonly<Record<string, string>>;
  /** Folder with one file for each config and secret, named as in the plan. */
  readonly filesFolder: string;
}

/**
 * Renders a compose file whose services equal those that Pulumi creates from the same plan, so that both can be timed.
 */
export function composeFile({ systems, networks, images, filesFolder }: ComposeInput): Compose {
  const secrets = new Set(systems.flatMap((system) => system.secrets.map(({ name }) => name)));
  const files = (kind: "configs" | "secrets") =>
    Object.fromEntries(
      systems.flatMap((system) => system[kind].map(({ name }) => [key(name), { file: `${filesFolder}/${name}` }])),
    );
  return {
    version: "3.8",
    networks: Object.fromEntries(networks.map(({ name, internal }) => [name, { driver: "overlay", internal }])),
    configs: files("configs"),
    secrets: files("secrets"),
    volumes: Object.fromEntries(
      systems.flatMap((system) =>
        system.services.flatMap((service) => (service.volumes ?? []).map(({ name }) => [name, {}])),
      ),
    ),
    services: Object.fromEntries(
      systems.flatMap((system) =>
        system.services.map((service) => [service.name, composeService(service, images, secrets)]),
      ),
    ),
  };
}

/** Compose allows no dots in keys. */
const key = (name: string) => name.replaceAll(".", "-");

function composeService(plan: ServicePlan, images: Readonly<Record<string, string>>, secrets: ReadonlySet<string>) {
  const mount = ({ from, path, owner = 0, mode }: FileMount) => ({
    source: key(from),
    target: path,
    uid: String(owner),
    gid: String(owner),
    mode: mode ?? (secrets.has(from) ? 0o400 : 0o444),
  });
  const { tests, interval, timeout, retries, startPeriod } = healthcheck(plan.health);
  return {
    image: images[plan.image],
    command: plan.args,
    hostname: plan.hostname ?? plan.name,
    environment: plan.env,
    init: true,
    read_only: true,
    cap_drop: ["ALL"],
    cap_add: plan.capabilities,
    configs: (plan.configs ?? []).map(mount),
    secrets: (plan.secrets ?? []).map(mount),
    volumes: [
      ...Object.entries(plan.tmpfs ?? {}).map(([target, size]) => ({
        type: "tmpfs",
        target,
        tmpfs: { size: bytes(size), mode: 0o1777 },
      })),
      ...(plan.volumes ?? []).map(({ name, path }) => ({ type: "volume", source: name, target: path })),
    ],
    // Compose substitutes variables; a doubled dollar sign is literal.
    healthcheck: {
      test: tests.map((part) => part.replaceAll("$", "$$$$")),
      interval,
      timeout,
      retries,
      start_period: startPeriod,
    },
    dns: ["127.0.0.1"],
    stop_signal: plan.stopSignal ?? "SIGTERM",
    stop_grace_period: goDuration(plan.stopGrace ?? "30 s"),
    networks: Object.fromEntries(networksOf(plan).map((network) => [network, { aliases: [plan.name] }])),
    ports:
      plan.published === undefined
        ? undefined
        : [{ target: plan.published.target, published: plan.published.port, protocol: "tcp", mode: "host" }],
    logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    deploy: {
      mode: "replicated",
      replicas: plan.replicas,
      endpoint_mode: "dnsrr",
      placement: {
        constraints: [
          "machine" in plan.placement
            ? `node.labels.apture.machine.${plan.placement.machine}==true`
            : `node.labels.apture.role.${plan.placement.role}==true`,
        ],
        max_replicas_per_node: plan.maxPerMachine,
      },
      resources: {
        limits: { memory: String(bytes(plan.memory)), cpus: plan.cpus === undefined ? undefined : String(plan.cpus) },
        reservations: { memory: String(bytes(plan.memory)) },
      },
      restart_policy: { condition: "any", delay: "1s" },
      update_config: {
        parallelism: plan.update.parallelism ?? 1,
        failure_action: "rollback",
        monitor: goDuration(plan.update.monitor ?? "3 s"),
        order: plan.update.order,
      },
    },
  };
}
