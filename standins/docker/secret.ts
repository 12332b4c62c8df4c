import type { Resource } from "../bridge/bridge";
import { base64 } from "../bridge/rules";
import { type ResourceSchema, string } from "../bridge/schema";
import { text } from "../bridge/values";
import { engine } from "./engine";
import { describeErrors, findOrUndefined } from "./errors";
import { replacingLabels, toLabelMap } from "./labels";

const schema: ResourceSchema = {
  token: "docker:index/secret:Secret",
  version: 1,
  fields: {
    data: string({ required: true, replaces: true, secret: true, rules: [base64] }),
    labels: replacingLabels(),
    name: string({ required: true, replaces: true, autonamed: true }),
  },
};

export const secretResource: Resource = {
  schema,
  importable: false,

  async create(planned, { resource }) {
    const docker = await engine();
    const created = await describeErrors(
      `secret ${resource}`,
      docker.createSecret({ Name: text(planned.name), Labels: toLabelMap(planned.labels), Data: text(planned.data) }),
    );
    return created.id;
  },

  /**
   * The engine does not return a secret's data, and the official plugin does not read its labels. Both retain their
   * values.
   */
  async read(id, _state, { resource }) {
    const docker = await engine();
    const info = await findOrUndefined(`secret ${resource}`, docker.getSecret(id).inspect());
    return info && { id: info.ID, name: info.Spec?.Name ?? "" };
  },

  async delete(id, _state, { resource }) {
    const docker = await engine();
    await findOrUndefined(`secret ${resource}`, docker.getSecret(id).remove());
  },
};
