import { shortDuration } from "../../bridge/durations";
import type { Properties, Value } from "../../bridge/values";
import { fromLabelMap } from "../labels";
import type { ContainerInfo, FileInfo, MountInfo } from "./engineTypes";

export const copy = (values: readonly string[] | undefined): Value | undefined => values && [...values];
export const optionalDuration = (ns: number | undefined): string | undefined =>
  ns === undefined ? undefined : shortDuration(ns);

export function containerFromEngine(spec: ContainerInfo): Properties {
  const { Healthcheck: check, DNSConfig: dns, Privileges: privileges } = spec;
  return {
    args: copy(spec.Args),
    capAdds: copy(spec.CapabilityAdd),
    capDrops: copy(spec.CapabilityDrop),
    commands: copy(spec.Command),
    configs: spec.Configs?.map((item) => ({
      configId: item.ConfigID,
      configName: item.ConfigName,
      ...fileFromEngine(item.File),
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
    mounts: spec.Mounts?.map(mountFromEngine),
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
      ...fileFromEngine(item.File),
    })),
    stopGracePeriod: optionalDuration(spec.StopGracePeriod),
    stopSignal: spec.StopSignal,
    sysctl: spec.Sysctls,
    user: spec.User,
  };
}

const fileFromEngine = (file: FileInfo | undefined): Properties =>
  file ? { fileGid: file.GID, fileMode: file.Mode ?? 0, fileName: file.Name, fileUid: file.UID } : {};

/** Like the official plugin, retains only the permission bits of a tmpfs mode. */
function mountFromEngine(mount: MountInfo): Properties {
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
