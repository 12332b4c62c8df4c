import type { AuthConfig } from "dockerode";
import { object, objects, type Properties, text, type Value } from "../bridge/values";

let registries: readonly Properties[] = [];

export function configureRegistries(given: Value | undefined): void {
  registries = objects(given);
}

/**
 * Credentials for a service's image: those of the service, or those of the provider's `registryAuth` for the image's
 * registry.
 */
export function registryAuth(planned: Properties): AuthConfig | undefined {
  const own = object(planned.auth);
  if (text(own.username) !== "" && text(own.password) !== "") {
    return { username: text(own.username), password: text(own.password), serveraddress: text(own.serverAddress) };
  }
  const image = text(object(object(planned.taskSpec).containerSpec).image).replace(/^https?:\/\//, "");
  const registry = image.includes("/") ? (image.split("/", 1)[0] ?? "") : "";
  const found = registries.find((entry) => text(entry.address).replace(/^https?:\/\//, "") === registry);
  if (!found || text(found.username) === "") return undefined;
  return { username: text(found.username), password: text(found.password), serveraddress: text(found.address) };
}
