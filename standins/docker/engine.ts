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
 * The client of the Docker engine, loaded when it is first needed: a preview without changes does not need it, and
 * starts faster without it.
 */
export function engine(): Promise<Dockerode> {
  client ??= (async () => {
    const { default: Docker } = await import("dockerode");
    return new Docker(clientOptions(config));
  })();
  return client;
}

/** The engine's address, for error texts. */
export const engineAddress = (): string => (isUnset(config.host) ? "the local socket" : text(config.host));
