import { shortDuration } from "../../bridge/durations";
import type { Properties, Value } from "../../bridge/values";
import { fromLabelMap } from "../labels";
import { containerFromEngine, copy, optionalDuration } from "./containerFromEngine";
import type { AmountsInfo, GenericInfo, PortInfo, RolloutInfo, ServiceInfo, TaskTemplateInfo } from "./engineTypes";

/** The engine's service with the names of the state. Fields that the engine omits are omitted here too. */
export function serviceFromEngine(info: ServiceInfo): Properties {
  const { Spec: spec } = info;
  const endpoint = info.Endpoint?.Spec?.Mode
    ? { Mode: info.Endpoint.Spec.Mode, Ports: info.Endpoint.Ports }
    : (spec.EndpointSpec ?? {});
  return {
    id: info.ID,
    name: spec.Name,
    labels: fromLabelMap(spec.Labels),
    taskSpec: taskFromEngine(spec.TaskTemplate),
    mode: {
      global: spec.Mode.Global !== undefined,
      replicated: spec.Mode.Replicated ? { replicas: spec.Mode.Replicated.Replicas ?? 0 } : null,
    },
    updateConfig: rolloutFromEngine(spec.UpdateConfig),
    rollbackConfig: rolloutFromEngine(spec.RollbackConfig),
    endpointSpec: { mode: endpoint.Mode ?? "", ports: (endpoint.Ports ?? []).map(portFromEngine) },
  };
}

const portFromEngine = (port: PortInfo): Properties => ({
  name: port.Name ?? "",
  protocol: port.Protocol ?? "",
  publishMode: port.PublishMode ?? "",
  publishedPort: port.PublishedPort ?? 0,
  targetPort: port.TargetPort ?? 0,
});

function rolloutFromEngine(config: RolloutInfo | undefined): Value {
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

function taskFromEngine(task: TaskTemplateInfo): Properties {
  const { RestartPolicy: policy, Placement: placement, LogDriver: log, Resources: resources } = task;
  return {
    containerSpec: task.ContainerSpec ? containerFromEngine(task.ContainerSpec) : null,
    forceUpdate: task.ForceUpdate ?? 0,
    runtime: task.Runtime,
    resources: resources
      ? { limits: amountsFromEngine(resources.Limits), reservation: reservationFromEngine(resources.Reservations) }
      : null,
    restartPolicy: policy
      ? {
          condition: policy.Condition,
          delay: optionalDuration(policy.Delay),
          maxAttempts: policy.MaxAttempts,
          window: optionalDuration(policy.Window),
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

const amounts = (info: AmountsInfo): Properties => ({
  memoryBytes: info.MemoryBytes ?? 0,
  nanoCpus: info.NanoCPUs ?? 0,
});
const amountsFromEngine = (info: AmountsInfo | undefined): Value => (info ? amounts(info) : null);

function reservationFromEngine(
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
