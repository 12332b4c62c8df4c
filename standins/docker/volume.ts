import type { Resource } from "../bridge/bridge";
import { matches } from "../bridge/rules";
import { map, one, type ResourceSchema, string } from "../bridge/schema";
import { isUnset, stringMap, text } from "../bridge/values";
import { engine } from "./engine";
import { found, messageOf } from "./errors";
import { fixedLabels, fromLabelMap, toLabelMap } from "./labels";
import { removeWhenFree } from "./removal";

const schema: ResourceSchema = {
  token: "docker:index/volume:Volume",
  version: 1,
  fields: {
    /** Volumes of the cluster (CSI) need an engine of 23.0 and newer; described so that a state with them can be read. */
    cluster: one({
      availability: string({ default: "active", rules: [matches("^(active|pause|drain)$")] }),
      group: string({ replaces: true, default: "" }),
      id: string({ computed: true, output: true }),
      limitBytes: string({ replaces: true }),
      requiredBytes: string({ replaces: true }),
      scope: string({ replaces: true, default: "single" }),
      sharing: string({ replaces: true, default: "none" }),
      topologyPreferred: string({ replaces: true, default: "" }),
      topologyRequired: string({ replaces: true, default: "" }),
      type: string({ replaces: true, default: "block" }),
    }),
    driver: string({ computed: true, replaces: true }),
    driverOpts: map({ replaces: true }),
    labels: fixedLabels(),
    mountpoint: string({ computed: true, output: true }),
    name: string({ computed: true, replaces: true, autonamed: true }),
  },
};

export const volume: Resource = {
  schema,
  importable: true,

  async create(planned, { resource }) {
    if (!isUnset(planned.cluster)) throw new Error(`volume ${resource}: the stand-in docker plugin makes no cluster volumes; leave \`cluster\` out.`);
    const docker = await engine();
    try {
      await docker.createVolume({
        Name: text(planned.name),
        Labels: toLabelMap(planned.labels),
        DriverOpts: stringMap(planned.driverOpts),
        ...(isUnset(planned.driver) ? {} : { Driver: text(planned.driver) }),
      });
    } catch (error) {
      throw new Error(`Unable to create volume: ${messageOf(error)} (volume ${resource})`);
    }
    return text(planned.name);
  },

  async read(id, _state, { resource }) {
    const docker = await engine();
    const info = await found(`volume ${resource}`, docker.getVolume(id).inspect());
    return (
      info && {
        id: info.Name,
        name: info.Name,
        labels: fromLabelMap(info.Labels),
        driver: info.Driver,
        driverOpts: info.Options ?? {},
        mountpoint: info.Mountpoint,
      }
    );
  },

  async delete(id, _state, { resource, signal }) {
    const docker = await engine();
    await removeWhenFree(`volume ${resource}`, () => docker.getVolume(id).remove({ force: true }), ["volume is in use"], signal);
  },
};
