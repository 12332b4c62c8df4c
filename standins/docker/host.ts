import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DockerOptions } from "dockerode";
import { isUnset, type Properties, text } from "../bridge/values";

export const DEFAULT_HOST = "unix:///var/run/docker.sock";

/** dockerode's options for the provider's settings: `host` and, for TLS, the certificates or their folder. */
export function clientOptions(config: Properties): DockerOptions {
  const host = isUnset(config.host) || config.host === "" ? DEFAULT_HOST : text(config.host);
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length) };
  if (host.startsWith("npipe://")) return { socketPath: host.slice("npipe://".length) };
  const url = new URL(host);
  if (url.protocol === "ssh:") return overSsh(url);
  const tls = certificates(config);
  const secure = url.protocol === "https:" || tls !== undefined;
  return {
    host: url.hostname,
    port: url.port || (secure ? "2376" : "2375"),
    protocol: secure ? "https" : "http",
    ...tls,
  };
}

/**
 * dockerode runs `docker system dial-stdio` on the remote machine. Authenticates with the SSH agent, or else with a
 * key file.
 */
function overSsh(url: URL): DockerOptions {
  const agent = process.env.SSH_AUTH_SOCK;
  const key = agent ? undefined : firstKey();
  return {
    protocol: "ssh",
    host: url.hostname,
    port: url.port || "22",
    username: decodeURIComponent(url.username) || process.env.USER || "root",
    sshOptions: { ...(agent ? { agent } : {}), ...(key ? { privateKey: key } : {}) },
  };
}

function firstKey(): string | undefined {
  const folder = join(process.env.HOME ?? "/root", ".ssh");
  for (const name of ["id_ed25519", "id_ecdsa", "id_rsa"]) {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {}
  }
  return undefined;
}

function certificates(config: Properties): Pick<DockerOptions, "ca" | "cert" | "key"> | undefined {
  const folder = text(config.certPath);
  if (folder !== "") {
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  }
  const cert = text(config.certMaterial);
  return cert === "" ? undefined : { ca: text(config.caMaterial), cert, key: text(config.keyMaterial) };
}
