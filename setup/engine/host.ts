import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { Problem } from "../../lib/problem";

export const defaultHost = "unix:///var/run/docker.sock";

/**
 * The address of the engine: `docker:host` of the stack, else DOCKER_HOST, else the context of the Docker CLI, else the
 * default socket.
 * @param configured `docker:host` of the stack
 */
export function engineHost(configured: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return configured ?? (env["DOCKER_HOST"] || contextHost(env)) ?? defaultHost;
}

/** Whether the engine is on this machine, so that set-up may install it, start it and build images. */
export const isLocal = (host: string): boolean => host.startsWith("unix://") || host.startsWith("npipe://");

function contextHost(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env["DOCKER_CONFIG"] ?? join(homedir(), ".docker");
  const name =
    env["DOCKER_CONTEXT"] ??
    read(join(folder, "config.json"), z.object({ currentContext: z.string().optional() }))?.currentContext;
  if (name === undefined || name === "" || name === "default") return undefined;
  const id = createHash("sha256").update(name).digest("hex");
  const meta = read(
    join(folder, "contexts", "meta", id, "meta.json"),
    z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) }),
  );
  if (meta === undefined)
    throw new Problem(`the selected Docker context ${name} does not exist; docker context ls lists the contexts.`);
  return meta.Endpoints.docker.Host;
}

function read<T extends z.ZodType>(path: string, shape: T): z.output<T> | undefined {
  return existsSync(path) ? shape.safeParse(JSON.parse(readFileSync(path, "utf8"))).data : undefined;
}
