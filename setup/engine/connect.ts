import Docker from "dockerode";
import { isLocal } from "./host";

export interface Engine {
  readonly docker: Docker;
  readonly host: string;
  /** The engine's own version. */
  readonly version: string;
}

/** Connects to an engine, or returns why it does not answer. */
export async function connect(host: string): Promise<Engine | { readonly unreachable: string }> {
  // dockerode reads TLS and ssh settings beside DOCKER_HOST by itself; Pulumi and its plugins inherit the same engine.
  process.env["DOCKER_HOST"] = host;
  const docker = new Docker();
  try {
    const { Version } = await within(isLocal(host) ? 10_000 : 30_000, docker.version());
    return { docker, host, version: Version };
  } catch (error) {
    return { unreachable: error instanceof Error ? error.message : String(error) };
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
