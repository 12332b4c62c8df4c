import type { NetworkCreateOptions, NetworkInspectInfo } from "dockerode";
import type { Resource } from "../bridge/bridge";
import { blockSet, bool, map, type ResourceSchema, string } from "../bridge/schema";
import { flag, isUnset, objects, type Properties, stringMap, text } from "../bridge/values";
import { engine } from "./engine";
import { findOrUndefined, messageOf } from "./errors";
import { fromLabelMap, replacingLabels, toLabelMap } from "./labels";
import { poll } from "./poll";
import { removeWhenUnused } from "./removeWhenUnused";

const schema: ResourceSchema = {
  token: "docker:index/network:Network",
  version: 1,
  fields: {
    attachable: bool({ replaces: true }),
    driver: string({ computed: true, replaces: true }),
    ingress: bool({ replaces: true }),
    internal: bool({ computed: true, replaces: true }),
    ipamConfigs: blockSet(
      {
        auxAddress: map({ replaces: true }),
        gateway: string({ replaces: true }),
        ipRange: string({ replaces: true }),
        subnet: string({ replaces: true }),
      },
      { computed: true, replaces: true, terraform: "ipam_config" },
    ),
    ipamDriver: string({ default: "default", replaces: true }),
    ipamOptions: map({ replaces: true }),
    ipv6: bool({ replaces: true }),
    labels: replacingLabels(),
    name: string({ required: true, replaces: true, autonamed: true }),
    options: map({ computed: true, replaces: true }),
    scope: string({ computed: true, output: true }),
  },
};

const ALLOCATE_TIMEOUT_MS = 30_000;

/** The swarm's leader assigns a new network's driver, subnet and VXLAN id asynchronously. */
const isAllocated = (info: NetworkInspectInfo): boolean =>
  info.Scope !== "swarm" ||
  (info.Driver !== "" && (info.Driver !== "overlay" || Object.keys(info.Options ?? {}).length > 0));

export const network: Resource = {
  schema,
  importable: true,

  async create(planned, { resource }) {
    const docker = await engine();
    try {
      return (await docker.createNetwork(createOptions(planned))).id;
    } catch (error) {
      throw new Error(`Unable to create network: ${messageOf(error)} (network ${resource})`);
    }
  },

  async read(id, _state, { resource, signal }) {
    const docker = await engine();
    const ask = async (): Promise<NetworkInspectInfo | "gone"> =>
      (await findOrUndefined(`network ${resource}`, docker.getNetwork(id).inspect())) ?? "gone";
    const answer = await poll(
      async () => {
        const info = await ask();
        return info === "gone" || isAllocated(info) ? info : undefined;
      },
      ALLOCATE_TIMEOUT_MS,
      signal,
    );
    if (answer === undefined)
      throw new Error(
        `network ${resource} has no address range 30s after its creation; check the log of the swarm's leader.`,
      );
    return answer === "gone" ? undefined : flattened(answer);
  },

  async delete(id, _state, { resource, signal }) {
    const docker = await engine();
    await removeWhenUnused(
      `network ${resource}`,
      () => docker.getNetwork(id).remove(),
      ["has active endpoints", "is in use by"],
      signal,
    );
  },
};

function createOptions(planned: Properties): NetworkCreateOptions {
  const given = <T>(value: T, name: string): T | undefined => (isUnset(planned[name]) ? undefined : value);
  return {
    Name: text(planned.name),
    Driver: given(text(planned.driver), "driver"),
    Labels: toLabelMap(planned.labels),
    Options: given(stringMap(planned.options), "options"),
    Internal: flag(planned.internal),
    Attachable: flag(planned.attachable),
    Ingress: flag(planned.ingress),
    EnableIPv6: flag(planned.ipv6),
    IPAM: {
      Driver: text(planned.ipamDriver),
      Config: objects(planned.ipamConfigs).map(ipamConfig),
      Options: stringMap(planned.ipamOptions),
    },
  };
}

function ipamConfig(config: Properties): Record<string, string | Record<string, string>> {
  const aux = stringMap(config.auxAddress);
  return {
    ...(text(config.subnet) === "" ? {} : { Subnet: text(config.subnet) }),
    ...(text(config.ipRange) === "" ? {} : { IPRange: text(config.ipRange) }),
    ...(text(config.gateway) === "" ? {} : { Gateway: text(config.gateway) }),
    ...(Object.keys(aux).length === 0 ? {} : { AuxiliaryAddresses: aux }),
  };
}

function flattened(info: NetworkInspectInfo): Properties {
  return {
    id: info.Id,
    name: info.Name,
    labels: fromLabelMap(info.Labels),
    driver: info.Driver,
    internal: info.Internal,
    attachable: info.Attachable,
    ingress: info.Ingress,
    ipv6: info.EnableIPv6,
    ipamDriver: info.IPAM?.Driver ?? "",
    ipamOptions: info.IPAM?.Options ?? null,
    scope: info.Scope,
    options: info.Options ?? {},
    ipamConfigs: (info.IPAM?.Config ?? []).map((config) => ({
      subnet: config.Subnet ?? "",
      ipRange: config.IPRange ?? "",
      gateway: config.Gateway ?? "",
      auxAddress: config.AuxiliaryAddresses ?? {},
    })),
  };
}
