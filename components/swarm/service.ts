import type * as docker from "@pulumi/docker";
import { probeLabel } from "../../contracts/probe";
import { bytes, goDuration } from "../declaration/units";
import { healthcheck } from "./health";
import { networksOf } from "./networks";
import type { FileMount, ServicePlan } from "./plan";
import { type EngineObject, type Platform, stackLabel } from "./platform";

/** The objects that a service uses, by the name in the plan. */
export interface ServiceLinks extends Pick<Platform, "stack" | "images"> {
  readonly networks: Readonly<Record<string, EngineObject>>;
}

type LinkedFiles = ReadonlyMap<string, EngineObject>;

/**
 * A service of a plan as arguments for the Docker provider. Values that the provider would compute are set explicitly
 * (mode, restart policy, health check), so that a preview of an unchanged stack shows no change. The arguments that
 * replace a service (name, networks) do not depend on capacity.
 */
export function serviceArgs(
  plan: ServicePlan,
  links: ServiceLinks,
  files: LinkedFiles,
  system: string,
): docker.ServiceArgs {
  const { stack, images, networks } = links;
  return {
    name: `${stack}_${plan.name}`,
    labels: [
      stackLabel(links),
      { label: "apture.system", value: system.split(":").at(-1) ?? system },
      ...(plan.probe === undefined ? [] : [{ label: probeLabel, value: JSON.stringify(plan.probe) }]),
    ],
    mode: { replicated: { replicas: plan.replicas } },
    taskSpec: {
      containerSpec: {
        image: images[plan.image],
        ...(plan.args === undefined ? {} : { args: [...plan.args] }),
        hostname: plan.hostname ?? plan.name,
        env: { ...plan.env },
        init: true,
        readOnly: true,
        capDrops: ["ALL"],
        ...(plan.capabilities === undefined ? {} : { capAdds: [...plan.capabilities] }),
        configs: (plan.configs ?? []).map((mount) => ({
          configId: file(files, mount).id,
          configName: file(files, mount).name,
          fileName: mount.path,
          fileUid: String(mount.owner ?? 0),
          fileGid: String(mount.owner ?? 0),
          fileMode: mount.mode ?? 0o444,
        })),
        secrets: (plan.secrets ?? []).map((mount) => ({
          secretId: file(files, mount).id,
          secretName: file(files, mount).name,
          fileName: mount.path,
          fileUid: String(mount.owner ?? 0),
          fileGid: String(mount.owner ?? 0),
          fileMode: mount.mode ?? 0o400,
        })),
        mounts: [
          ...Object.entries(plan.tmpfs ?? {}).map(([target, size]) => ({
            type: "tmpfs",
            target,
            tmpfsOptions: { sizeBytes: bytes(size), mode: 0o1777 },
          })),
          ...(plan.volumes ?? []).map((volume) => ({
            type: "volume",
            source: `${stack}_${volume.name}`,
            target: volume.path,
            ...(volume.driverOptions === undefined
              ? {}
              : { volumeOptions: { driverName: "local", driverOptions: { ...volume.driverOptions } } }),
          })),
        ],
        healthcheck: healthcheck(plan.health),
        // Fails names outside the cluster at once. Otherwise a name that the engine's DNS cannot resolve (yet) is
        // forwarded, which takes 20 s to fail on an internal network (measured).
        ...(plan.reachesOut === true
          ? {}
          : { dnsConfig: { nameservers: ["127.0.0.1"], options: ["ndots:0", "timeout:1", "attempts:1"] } }),
        stopSignal: plan.stopSignal ?? "SIGTERM",
        stopGracePeriod: goDuration(plan.stopGrace ?? "30 s"),
      },
      networksAdvanceds: networksOf(plan).map((network) => ({ id: found(networks, network).id, aliases: [plan.name] })),
      resources: {
        limits: {
          memoryBytes: bytes(plan.memory),
          ...(plan.cpus === undefined ? {} : { nanoCpus: nanoCpus(plan.cpus) }),
        },
        reservation: { memoryBytes: bytes(plan.memory) },
      },
      restartPolicy: { condition: "any", delay: "1s", window: "0s" },
      placement: {
        constraints: [
          "machine" in plan.placement
            ? `node.labels.apture.machine.${plan.placement.machine}==true`
            : `node.labels.apture.role.${plan.placement.role}==true`,
        ],
        ...(plan.maxPerMachine === undefined ? {} : { maxReplicas: plan.maxPerMachine }),
      },
      logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    },
    updateConfig: {
      parallelism: plan.update.parallelism ?? 1,
      delay: "0s",
      failureAction: "rollback",
      monitor: goDuration(plan.update.monitor ?? "3 s"),
      maxFailureRatio: "0.0",
      order: plan.update.order,
    },
    rollbackConfig: {
      parallelism: 0,
      delay: "0s",
      failureAction: "pause",
      monitor: "0s",
      maxFailureRatio: "0.0",
      order: plan.update.order,
    },
    endpointSpec: {
      mode: "dnsrr",
      ...(plan.published === undefined
        ? {}
        : {
            ports: [
              {
                protocol: "tcp",
                publishMode: "host",
                targetPort: plan.published.target,
                publishedPort: plan.published.port,
              },
            ],
          }),
    },
    convergeConfig: { delay: "1s", timeout: goDuration(plan.startTimeout ?? "5 min") },
  };
}

/** The engine takes whole numbers, and `4.1 * 1e9` is not one. */
const nanoCpus = (cores: number): number => Math.round(cores * 1e9);

function file(files: LinkedFiles, mount: FileMount) {
  return found(Object.fromEntries(files), mount.from);
}

function found<T>(all: Readonly<Record<string, T>>, name: string): T {
  const one = all[name];
  if (one === undefined) throw new Error(`internal error: the plan uses ${name}, which does not exist`);
  return one;
}
