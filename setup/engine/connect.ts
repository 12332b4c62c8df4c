import Docker from "dockerode";
import { messageOf } from "../../lib/problem";
import { isLocal } from "./host";
import { SshAgent } from "./ssh";

export interface Engine {
  readonly docker: Docker;
  readonly host: string;
  /** Version of the engine. */
  readonly version: string;
}

/** Connects to an engine, or returns the reason why it does not answer. */
export async function connect(host: string): Promise<Engine | { readonly unreachable: string }> {
  // dockerode also reads the TLS settings of the environment. Pulumi and its plugins inherit the same engine.
  process.env["DOCKER_HOST"] = host;
  try {
    const docker = client(host);
    const { Version } = await withTimeout(isLocal(host) ? 10_000 : 30_000, docker.version());
    return { docker, host, version: Version };
  } catch (error) {
    return { unreachable: messageOf(error) };
  }
}

/** dockerode's own ssh client ignores the ssh configuration of the user. */
function client(host: string): Docker {
  if (!host.startsWith("ssh://")) return new Docker();
  const options = { protocol: "http" as const, agent: new SshAgent(host) };
  return new Docker(options);
}

async function withTimeout<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
