import { nanoseconds } from "../../bridge/durations";
import {
  flag,
  isUnset,
  number,
  object,
  type Properties,
  stringMap,
  strings,
  text,
  type Value,
} from "../../bridge/values";
import { toLabelMap } from "../labels";
import { nonBlank, nonEmpty, nonEmptyList } from "./omitEmpty";
import { ordered } from "./ordered";

export function toContainerSpec(spec: Properties) {
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
