import { nanoseconds } from "../../bridge/durations";
import { type Field, type Fields, isNested } from "../../bridge/schema";
import { inHashOrder } from "../../bridge/sets";
import {
  flag,
  isProperties,
  isUnset,
  list,
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
import { serviceSchema } from "./schema";

/** What the engine takes to make or change a service. */
export type EngineSpec = ReturnType<typeof toSpec>;

/** The engine's service spec of a planned service; unset fields as upstream sends them, so that specs compare equal. */
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

/** A set's elements in upstream's order, so that a spec made here is not a change to one made there. */
function ordered(path: readonly string[], value: Value | undefined): Properties[] {
  return inHashOrder(fieldAt(path), objects(value)).filter(isProperties);
}

const orderedTexts = (path: readonly string[], value: Value | undefined): string[] =>
  inHashOrder(fieldAt(path), list(value)).map(text);

function fieldAt(path: readonly string[]): Field {
  let fields: Fields = serviceSchema.fields;
  let field: Field | undefined;
  for (const name of path) {
    field = fields[name];
    if (!field) throw new Error(`the service schema has no ${path.join(".")}`);
    if (isNested(field)) fields = field.fields;
  }
  if (!field) throw new Error("an empty path names no field");
  return field;
}

function toContainerSpec(spec: Properties) {
  const sysctl = stringMap(spec.sysctl);
  return {
    Image: text(spec.image),
    ...nonEmpty("Labels", toLabelMap(spec.labels)),
    ...nonEmptyList("Command", strings(spec.commands)),
    ...nonEmptyList("Args", strings(spec.args)),
    ...nonBlank("Hostname", spec.hostname),
    ...nonEmptyList(
      "Env",
      Object.entries(stringMap(spec.env)).map(([name, value]) => `${name}=${value}`),
    ),
    ...nonBlank("Dir", spec.dir),
    ...nonBlank("User", spec.user),
    ...nonEmptyList("Groups", strings(spec.groups)),
    ...(isUnset(spec.privileges) ? {} : { Privileges: toPrivileges(object(spec.privileges)) }),
    ...(flag(spec.readOnly) ? { ReadOnly: true } : {}),
    ...nonEmptyList("Mounts", ordered(["taskSpec", "containerSpec", "mounts"], spec.mounts).map(toMount)),
    ...nonBlank("StopSignal", spec.stopSignal),
    StopGracePeriod: nanoseconds(text(spec.stopGracePeriod)),
    Healthcheck: toHealthcheck(object(spec.healthcheck)),
    ...nonEmptyList(
      "Hosts",
      ordered(["taskSpec", "containerSpec", "hosts"], spec.hosts).map((host) => `${text(host.ip)} ${text(host.host)}`),
    ),
    DNSConfig: toDns(object(spec.dnsConfig)),
    ...nonEmptyList(
      "Secrets",
      ordered(["taskSpec", "containerSpec", "secrets"], spec.secrets).map((item) => ({
        File: toFile(item),
        SecretID: text(item.secretId),
        SecretName: text(item.secretName),
      })),
    ),
    ...nonEmptyList(
      "Configs",
      ordered(["taskSpec", "containerSpec", "configs"], spec.configs).map((item) => ({
        File: toFile(item),
        ConfigID: text(item.configId),
        ConfigName: text(item.configName),
      })),
    ),
    ...nonBlank("Isolation", spec.isolation),
    ...nonEmpty("Sysctls", sysctl),
    ...nonEmptyList("CapabilityAdd", strings(spec.capAdds)),
    ...nonEmptyList("CapabilityDrop", strings(spec.capDrops)),
    Init: flag(spec.init),
  };
}

function nonBlank(name: string, value: Value | undefined): Record<string, string> {
  return text(value) === "" ? {} : { [name]: text(value) };
}

function nonEmpty(name: string, value: Record<string, string>): Record<string, Record<string, string>> {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function nonEmptyList<T>(name: string, value: readonly T[]): Record<string, readonly T[]> {
  return value.length === 0 ? {} : { [name]: value };
}

const toFile = (item: Properties) => ({
  Name: text(item.fileName),
  UID: text(item.fileUid),
  GID: text(item.fileGid),
  Mode: number(item.fileMode),
});

function toPrivileges(privileges: Properties) {
  const credential = privileges.credentialSpec;
  const selinux = privileges.seLinuxContext;
  return {
    ...(isUnset(credential)
      ? {}
      : {
          CredentialSpec: {
            ...nonBlank("File", object(credential).file),
            ...nonBlank("Registry", object(credential).registry),
          },
        }),
    ...(isUnset(selinux)
      ? {}
      : {
          SELinuxContext: {
            Disable: flag(object(selinux).disable),
            User: text(object(selinux).user),
            Role: text(object(selinux).role),
            Type: text(object(selinux).type),
            Level: text(object(selinux).level),
          },
        }),
  };
}

function toMount(mount: Properties) {
  const bind = mount.bindOptions;
  const volume = mount.volumeOptions;
  const tmpfs = mount.tmpfsOptions;
  return {
    Type: text(mount.type),
    ...nonBlank("Source", mount.source),
    Target: text(mount.target),
    ...(flag(mount.readOnly) ? { ReadOnly: true } : {}),
    ...(isUnset(bind) ? {} : { BindOptions: nonBlank("Propagation", object(bind).propagation) }),
    ...(isUnset(volume) ? {} : { VolumeOptions: toVolumeOptions(object(volume)) }),
    ...(isUnset(tmpfs)
      ? {}
      : {
          TmpfsOptions: {
            ...(number(object(tmpfs).sizeBytes) ? { SizeBytes: number(object(tmpfs).sizeBytes) } : {}),
            ...(number(object(tmpfs).mode) ? { Mode: number(object(tmpfs).mode) } : {}),
          },
        }),
  };
}

function toVolumeOptions(options: Properties) {
  return {
    ...(flag(options.noCopy) ? { NoCopy: true } : {}),
    ...nonEmpty("Labels", toLabelMap(options.labels)),
    DriverConfig: { ...nonBlank("Name", options.driverName), ...nonEmpty("Options", stringMap(options.driverOptions)) },
  };
}

function toHealthcheck(check: Properties) {
  const time = (name: string, value: Value | undefined) =>
    nanoseconds(text(value)) === 0 ? {} : { [name]: nanoseconds(text(value)) };
  return {
    ...nonEmptyList("Test", strings(check.tests)),
    ...time("Interval", check.interval),
    ...time("Timeout", check.timeout),
    ...time("StartPeriod", check.startPeriod),
    ...(number(check.retries) === 0 ? {} : { Retries: number(check.retries) }),
  };
}

const toDns = (dns: Properties) => ({
  ...nonEmptyList("Nameservers", strings(dns.nameservers)),
  ...nonEmptyList("Search", strings(dns.searches)),
  ...nonEmptyList("Options", strings(dns.options)),
});

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
