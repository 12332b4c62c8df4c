import type { Resource } from "../bridge/bridge";
import { base64 } from "../bridge/rules";
import { type ResourceSchema, string } from "../bridge/schema";
import { text } from "../bridge/values";
import { engine } from "./engine";
import { asked, found } from "./errors";
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
    const made = await asked(
      `secret ${resource}`,
      docker.createSecret({ Name: text(planned.name), Labels: toLabelMap(planned.labels), Data: text(planned.data) }),
    );
    return made.id;
  },

  /** The engine does not tell a secret's data, and of labels upstream reads none; both stay as the state has them. */
  async read(id, _state, { resource }) {
    const docker = await engine();
    const info = await found(`secret ${resource}`, docker.getSecret(id).inspect());
    return info && { id: info.ID, name: info.Spec?.Name ?? "" };
  },

  async delete(id, _state, { resource }) {
    const docker = await engine();
    await found(`secret ${resource}`, docker.getSecret(id).remove());
  },
};
