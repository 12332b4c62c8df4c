import type Dockerode from "dockerode";
import { isUnset, type Properties, text } from "../bridge/values";
import { clientOptions } from "./host";

let config: Properties = {};
let client: Promise<Dockerode> | undefined;

export function configureEngine(settings: Properties): void {
  config = settings;
  client = undefined;
}

/**
 * The Docker engine. The client is loaded at the first call that needs it: a preview without changes needs none, and its start
 * is what such a preview waits for.
 */
export function engine(): Promise<Dockerode> {
  client ??= (async () => {
    const { default: Docker } = await import("dockerode");
    return new Docker(clientOptions(config));
  })();
  return client;
}

/** The address that errors name. */
export const engineAddress = (): string => (isUnset(config.host) ? "the local socket" : text(config.host));
