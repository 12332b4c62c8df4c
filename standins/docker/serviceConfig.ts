import type { Resource } from "../bridge/bridge";
import { base64 } from "../bridge/rules";
import { type ResourceSchema, string } from "../bridge/schema";
import { isUnset, text } from "../bridge/values";
import { engine } from "./engine";
import { describeErrors, findOrUndefined } from "./errors";
import { fromLabelMap, replacingLabels, toLabelMap } from "./labels";

const eitherData = ["data", "data_raw"];

const schema: ResourceSchema = {
  token: "docker:index/serviceConfig:ServiceConfig",
  version: 0,
  fields: {
    data: string({ replaces: true, rules: [base64], exactlyOneOf: eitherData }),
    dataRaw: string({ replaces: true, exactlyOneOf: eitherData }),
    labels: replacingLabels(),
    name: string({ required: true, replaces: true, autonamed: true }),
  },
};

export const serviceConfig: Resource = {
  schema,
  importable: true,

  async create(planned, { resource }) {
    const docker = await engine();
    const data = isUnset(planned.dataRaw) ? text(planned.data) : Buffer.from(text(planned.dataRaw)).toString("base64");
    const created = await describeErrors(
      `config ${resource}`,
      docker.createConfig({ Name: text(planned.name), Labels: toLabelMap(planned.labels), Data: data }),
    );
    return created.id;
  },

  async read(id, state, { resource }) {
    const docker = await engine();
    const info = await findOrUndefined(`config ${resource}`, docker.getConfig(id).inspect());
    if (!info) return undefined;
    const data = info.Spec?.Data ?? "";
    const raw = !isUnset(state.dataRaw) && state.dataRaw !== "";
    return {
      id: info.ID,
      name: info.Spec?.Name ?? "",
      labels: fromLabelMap(info.Spec?.Labels),
      ...(raw ? { dataRaw: Buffer.from(data, "base64").toString() } : { data }),
    };
  },

  async delete(id, _state, { resource }) {
    const docker = await engine();
    await findOrUndefined(`config ${resource}`, docker.getConfig(id).remove());
  },
};
