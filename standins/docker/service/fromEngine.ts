import { shortDuration } from "../../bridge/durations";
import type { Properties, Value } from "../../bridge/values";
import { fromLabelMap } from "../labels";
import type {
  AmountsInfo,
  ContainerInfo,
  FileInfo,
  GenericInfo,
  MountInfo,
  PortInfo,
  RolloutInfo,
  ServiceInfo,
  TaskTemplateInfo,
} from "./engineTypes";

/** A service as the engine has it, in the state's names; what the engine leaves out is left out here too. */
export function serviceFromEngine(info: ServiceInfo): Properties {
  const { Spec: spec } = info;
  const endpoint = info.Endpoint?.Spec?.Mode
    ? { Mode: info.Endpoint.Spec.Mode, Ports: info.Endpoint.Ports }
    : (spec.EndpointSpec ?? {});
  return {
    id: info.ID,
    name: spec.Name,
    labels: fromLabelMap(spec.Labels),
    taskSpec: flattenTask(spec.TaskTemplate),
    mode: {
      global: spec.Mode.Global !== undefined,
      replicated: spec.Mode.Replicated ? { replicas: spec.Mode.Replicated.Replicas ?? 0 } : null,
    },
    updateConfig: flattenRollout(spec.UpdateConfig),
    rollbackConfig: flattenRollout(spec.RollbackConfig),
    endpointSpec: { mode: endpoint.Mode ?? "", ports: (endpoint.Ports ?? []).map(flattenPort) },
  };
}

const flattenPort = (port: PortInfo): Properties => ({
  name: port.Name ?? "",
  protocol: port.Protocol ?? "",
  publishMode: port.PublishMode ?? "",
  publishedPort: port.PublishedPort ?? 0,
  targetPort: port.TargetPort ?? 0,
});

function flattenRollout(config: RolloutInfo | undefined): Value {
  if (!config) return null;
  return {
    delay: shortDuration(config.Delay ?? 0),
    failureAction: config.FailureAction ?? "",
    maxFailureRatio: (config.MaxFailureRatio ?? 0).toFixed(1),
    monitor: shortDuration(config.Monitor ?? 0),
    order: config.Order ?? "",
    parallelism: config.Parallelism ?? 0,
  };
}

function flattenTask(task: TaskTemplateInfo): Properties {
  const { RestartPolicy: policy, Placement: placement, LogDriver: log, Resources: resources } = task;
  return {
    containerSpec: task.ContainerSpec ? flattenContainer(task.ContainerSpec) : null,
    forceUpdate: task.ForceUpdate ?? 0,
    runtime: task.Runtime,
    resources: resources
      ? { limits: flattenAmounts(resources.Limits), reservation: flattenReservation(resources.Reservations) }
      : null,
    restartPolicy: policy
      ? {
          condition: policy.Condition,
          delay: maybeDuration(policy.Delay),
          maxAttempts: policy.MaxAttempts,
          window: maybeDuration(policy.Window),
        }
      : null,
    placement: placement
      ? {
          constraints: copy(placement.Constraints),
          maxReplicas: placement.MaxReplicas ?? 0,
          platforms: placement.Platforms?.map((item) => ({ architecture: item.Architecture ?? "", os: item.OS ?? "" })),
          prefs: placement.Preferences?.map((item) => item.Spread?.SpreadDescriptor ?? ""),
        }
      : null,
    networksAdvanceds: (task.Networks ?? []).map((network) => ({
      aliases: copy(network.Aliases),
      driverOpts: Object.entries(network.DriverOpts ?? {}).map(([name, value]) => `${name}=${value}`),
      id: network.Target,
    })),
    logDriver: log ? { name: log.Name ?? "", options: log.Options } : null,
  };
}

const copy = (values: readonly string[] | undefined): Value | undefined => values && [...values];
const maybeDuration = (ns: number | undefined): string | undefined =>
  ns === undefined ? undefined : shortDuration(ns);
const amounts = (info: AmountsInfo): Properties => ({
  memoryBytes: info.MemoryBytes ?? 0,
  nanoCpus: info.NanoCPUs ?? 0,
});
const flattenAmounts = (info: AmountsInfo | undefined): Value => (info ? amounts(info) : null);

function flattenReservation(
  info: (AmountsInfo & { readonly GenericResources?: readonly GenericInfo[] }) | undefined,
): Value {
  if (!info) return null;
  const generic = info.GenericResources ?? [];
  return {
    ...amounts(info),
    genericResources:
      generic.length === 0
        ? null
        : {
            namedResourcesSpecs: generic.flatMap(({ NamedResourceSpec: spec }) =>
              spec ? [`${spec.Kind}=${spec.Value}`] : [],
            ),
            discreteResourcesSpecs: generic.flatMap(({ DiscreteResourceSpec: spec }) =>
              spec ? [`${spec.Kind}=${spec.Value}`] : [],
            ),
          },
  };
}

function flattenContainer(spec: ContainerInfo): Properties {
  const { Healthcheck: check, DNSConfig: dns, Privileges: privileges } = spec;
  return {
    args: copy(spec.Args),
    capAdds: copy(spec.CapabilityAdd),
    capDrops: copy(spec.CapabilityDrop),
    commands: copy(spec.Command),
    configs: spec.Configs?.map((item) => ({
      configId: item.ConfigID,
      configName: item.ConfigName,
      ...flattenFile(item.File),
    })),
    dir: spec.Dir,
    dnsConfig: dns
      ? { nameservers: copy(dns.Nameservers), options: copy(dns.Options), searches: copy(dns.Search) }
      : null,
    env: Object.fromEntries(
      (spec.Env ?? [])
        .filter((item) => item !== "")
        .map((item) => [item.split("=", 1)[0] ?? "", item.slice(`${item.split("=", 1)[0]}=`.length)]),
    ),
    groups: copy(spec.Groups),
    healthcheck: check
      ? {
          interval: shortDuration(check.Interval ?? 0),
          retries: check.Retries ?? 0,
          startPeriod: shortDuration(check.StartPeriod ?? 0),
          tests: copy(check.Test),
          timeout: shortDuration(check.Timeout ?? 0),
        }
      : null,
    hostname: spec.Hostname,
    hosts: spec.Hosts?.map((item) => ({ ip: item.split(" ")[0] ?? "", host: item.split(" ")[1] ?? "" })),
    image: spec.Image,
    init: spec.Init,
    isolation: spec.Isolation,
    labels: fromLabelMap(spec.Labels),
    mounts: spec.Mounts?.map(flattenMount),
    privileges: privileges
      ? {
          credentialSpec: privileges.CredentialSpec
            ? { file: privileges.CredentialSpec.File ?? "", registry: privileges.CredentialSpec.Registry ?? "" }
            : null,
          seLinuxContext: privileges.SELinuxContext
            ? {
                disable: privileges.SELinuxContext.Disable ?? false,
                level: privileges.SELinuxContext.Level ?? "",
                role: privileges.SELinuxContext.Role ?? "",
                type: privileges.SELinuxContext.Type ?? "",
                user: privileges.SELinuxContext.User ?? "",
              }
            : null,
        }
      : null,
    readOnly: spec.ReadOnly,
    secrets: spec.Secrets?.map((item) => ({
      secretId: item.SecretID,
      secretName: item.SecretName,
      ...flattenFile(item.File),
    })),
    stopGracePeriod: maybeDuration(spec.StopGracePeriod),
    stopSignal: spec.StopSignal,
    sysctl: spec.Sysctls,
    user: spec.User,
  };
}

const flattenFile = (file: FileInfo | undefined): Properties =>
  file ? { fileGid: file.GID, fileMode: file.Mode ?? 0, fileName: file.Name, fileUid: file.UID } : {};

/** Only the permission bits of a tmpfs mode are kept, as upstream keeps them. */
function flattenMount(mount: MountInfo): Properties {
  const { BindOptions: bind, VolumeOptions: volume, TmpfsOptions: tmpfs } = mount;
  return {
    bindOptions: bind ? { propagation: bind.Propagation } : null,
    readOnly: mount.ReadOnly ?? false,
    source: mount.Source ?? "",
    target: mount.Target ?? "",
    tmpfsOptions: tmpfs ? { mode: (tmpfs.Mode ?? 0) & 0o777, sizeBytes: tmpfs.SizeBytes ?? 0 } : null,
    type: mount.Type ?? "",
    volumeOptions: volume
      ? {
          driverName: volume.DriverConfig?.Name,
          driverOptions: volume.DriverConfig?.Options ?? {},
          labels: fromLabelMap(volume.Labels),
          noCopy: volume.NoCopy ?? false,
        }
      : null,
  };
}
