import { bridge } from "../bridge/bridge";
import type { Provider } from "../bridge/provider";
import { isUnset, type Properties, type Value } from "../bridge/values";
import { versions } from "../versions";
import { configureRegistries } from "./auth";
import { configureEngine } from "./engine";
import { DEFAULT_HOST } from "./host";
import { resources } from "./resources";

export const dockerProvider = (): Provider =>
  bridge({
    name: "docker",
    version: versions.docker,
    resources,
    checkConfig: (news) => (isUnset(news.host) ? { ...news, host: process.env.DOCKER_HOST || DEFAULT_HOST } : news),
    configure: (config) => {
      const settings = parseSettings(config);
      configureEngine(settings);
      configureRegistries(settings.registryAuth);
    },
  });

/** Pulumi passes settings other than strings as JSON. */
function parseSettings(config: Properties): Properties {
  const parse = (value: Value | undefined): Value | undefined => {
    if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
    try {
      const parsed: Value = JSON.parse(value);
      return parsed;
    } catch {
      return value;
    }
  };
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, parse(value)]));
}
