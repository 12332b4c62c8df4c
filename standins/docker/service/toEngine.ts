import { nanoseconds } from "../../bridge/durations";
import {
  flag,
  isUnset,
  number,
  object,
  objects,
  type Properties,
  stringMap,
  strings,
  text,
  type Value,
} from "../../bridge/values";
import { toLabelMap } from "../labels";
import { toContainerSpec } from "./containerToEngine";
import { nonBlank, nonEmpty, nonEmptyList } from "./omitEmpty";
import { ordered, orderedTexts } from "./ordered";

/** The spec with which the engine creates or updates a service. */
export type EngineSpec = ReturnType<typeof toSpec>;

/**
 * The engine's spec of a planned service. Unset fields are sent as the official plugin sends them, so that the specs
 * are equal.
 */
export function toSpec(planned: Properties) {
  const taskSpec = object(planned.taskSpec);
  return {
    Name: text(planned.name),
    Labels: toLabelMap(planned.labels),
    TaskTemplate: {
      ContainerSpec: toContainerSpec(object(taskSpec.containerSpec)),
      Resources: toResources(object(taskSpec.resources)),
      RestartPolicy: toRestartPolicy(taskSpec.restartPolicy),
      Placement: toPlacement(object(taskSpec.placement)),
      ForceUpdate: number(taskSpec.forceUpdate),
      ...(text(taskSpec.runtime) === "" ? {} : { Runtime: text(taskSpec.runtime) }),
      Networks: ordered(["taskSpec", "networksAdvanceds"], taskSpec.networksAdvanceds).map(toNetwork),
      ...(isUnset(taskSpec.logDriver) ? {} : { LogDriver: toLogDriver(object(taskSpec.logDriver)) }),
    },
    Mode: toMode(object(planned.mode)),
    ...(isUnset(planned.updateConfig) ? {} : { UpdateConfig: toRollout(object(planned.updateConfig)) }),
    ...(isUnset(planned.rollbackConfig) ? {} : { RollbackConfig: toRollout(object(planned.rollbackConfig)) }),
    EndpointSpec: toEndpoint(object(planned.endpointSpec)),
  };
}

function toResources(resources: Properties) {
  const amounts = (value: Properties) => ({
    ...(number(value.nanoCpus) ? { NanoCPUs: number(value.nanoCpus) } : {}),
    ...(number(value.memoryBytes) ? { MemoryBytes: number(value.memoryBytes) } : {}),
  });
  const { limits, reservation } = resources;
  return {
    ...(isUnset(limits) ? {} : { Limits: amounts(object(limits)) }),
    ...(isUnset(reservation)
      ? {}
      : {
          Reservations: {
            ...amounts(object(reservation)),
            ...nonEmptyList("GenericResources", toGeneric(object(object(reservation).genericResources))),
          },
        }),
  };
}

function toGeneric(generic: Properties) {
  const halves = (value: string): [string, string] => [
    value.split("=", 1)[0] ?? "",
    value.slice(value.indexOf("=") + 1),
  ];
  const named = strings(generic.namedResourcesSpecs)
    .map(halves)
    .map(([Kind, Value]) => ({ NamedResourceSpec: { Kind, Value } }));
  const discrete = strings(generic.discreteResourcesSpecs)
    .map(halves)
    .map(([Kind, Value]) => ({ DiscreteResourceSpec: { Kind, Value: Number(Value) } }));
  return [...named, ...discrete];
}

function toRestartPolicy(value: Value | undefined) {
  if (isUnset(value)) return {};
  const policy = object(value);
  return {
    ...nonBlank("Condition", policy.condition),
    Delay: nanoseconds(text(policy.delay)),
    MaxAttempts: number(policy.maxAttempts),
    Window: nanoseconds(text(policy.window)),
  };
}

const PLACEMENT = ["taskSpec", "placement"];

function toPlacement(placement: Properties) {
  return {
    ...nonEmptyList("Constraints", orderedTexts([...PLACEMENT, "constraints"], placement.constraints)),
    ...nonEmptyList(
      "Preferences",
      orderedTexts([...PLACEMENT, "prefs"], placement.prefs).map((SpreadDescriptor) => ({
        Spread: { SpreadDescriptor },
      })),
    ),
    ...(number(placement.maxReplicas) ? { MaxReplicas: number(placement.maxReplicas) } : {}),
    ...nonEmptyList(
      "Platforms",
      ordered([...PLACEMENT, "platforms"], placement.platforms).map((item) => ({
        Architecture: text(item.architecture),
        OS: text(item.os),
      })),
    ),
  };
}

function toNetwork(network: Properties) {
  const target = text(network.id) || text(network.name);
  if (target === "") throw new Error("network 'name' or 'id' must be specified");
  const options = strings(network.driverOpts).map((option): [string, string] => [
    option.split("=", 1)[0] ?? "",
    option.slice(option.indexOf("=") + 1),
  ]);
  const field = ["taskSpec", "networksAdvanceds", "aliases"];
  return {
    Target: target,
    ...nonEmptyList("Aliases", orderedTexts(field, network.aliases)),
    ...nonEmpty("DriverOpts", Object.fromEntries(options)),
  };
}

const toLogDriver = (driver: Properties) => ({
  Name: text(driver.name),
  ...nonEmpty("Options", stringMap(driver.options)),
});

function toMode(mode: Properties) {
  return {
    ...(isUnset(mode.replicated) ? {} : { Replicated: { Replicas: number(object(mode.replicated).replicas) } }),
    ...(flag(mode.global) ? { Global: {} } : {}),
  };
}

function toRollout(config: Properties) {
  return {
    Parallelism: number(config.parallelism),
    ...(nanoseconds(text(config.delay)) === 0 ? {} : { Delay: nanoseconds(text(config.delay)) }),
    ...nonBlank("FailureAction", config.failureAction),
    ...(nanoseconds(text(config.monitor)) === 0 ? {} : { Monitor: nanoseconds(text(config.monitor)) }),
    MaxFailureRatio: number(config.maxFailureRatio),
    ...nonBlank("Order", config.order),
  };
}

function toEndpoint(endpoint: Properties) {
  return {
    ...nonBlank("Mode", endpoint.mode),
    ...nonEmptyList(
      "Ports",
      objects(endpoint.ports).map((port) => ({
        ...nonBlank("Name", port.name),
        Protocol: text(port.protocol),
        TargetPort: number(port.targetPort),
        ...(number(port.publishedPort) ? { PublishedPort: number(port.publishedPort) } : {}),
        PublishMode: text(port.publishMode),
      })),
    ),
  };
}
