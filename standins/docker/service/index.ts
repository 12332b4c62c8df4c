import type { Resource } from "../../bridge/bridge";
import { isUnset, text } from "../../bridge/values";
import { registryAuth } from "../auth";
import { ConvergeTimeout, waitForCreate, waitForUpdate } from "./converge";
import { createService, inspectService, updateService } from "./engineCalls";
import { serviceFromEngine } from "./fromEngine";
import { removeAndWait } from "./removal";
import { serviceSchema } from "./schema";
import { toSpec } from "./toEngine";

export const service: Resource = {
  schema: serviceSchema,
  importable: true,

  async create(planned, { resource, signal }) {
    const name = text(planned.name);
    const id = await createService(toSpec(planned), registryAuth(planned), `service ${resource}`);
    if (isUnset(planned.convergeConfig)) return id;
    try {
      await waitForCreate({ serviceId: id, name, converge: planned.convergeConfig, signal });
    } catch (error) {
      // The official plugin, too, removes a service that does not converge, so that the next update creates it again.
      if (error instanceof ConvergeTimeout || signal.aborted)
        await removeAndWait(id, planned, name, new AbortController().signal);
      throw error;
    }
    return id;
  },

  async read(id, state, { resource }) {
    const about = `service ${resource}`;
    const name = text(state.name);
    const info = (await inspectService(id, about)) ?? (name === "" ? undefined : await inspectService(name, about));
    return info && serviceFromEngine(info);
  },

  async update(id, planned, _prior, { resource, signal }) {
    const before = await updateService(id, toSpec(planned), registryAuth(planned), `service ${resource}`);
    if (isUnset(planned.convergeConfig)) return;
    await waitForUpdate({ serviceId: id, name: text(planned.name), converge: planned.convergeConfig, signal }, before);
  },

  async delete(id, state, { signal }) {
    await removeAndWait(id, state, text(state.name), signal);
  },
};
