import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { inProject } from "./paths";

const file = z.object({ config: z.record(z.string(), z.unknown()).nullish() }).nullable();

/** The default that Pulumi.yaml declares. */
const defaultPort = 8080;

/** Settings of `Pulumi.<stack>.yaml` that this project reads itself, because `pulumi config` takes a second. */
export interface StackConfig {
  /** `docker:host`: the address of the Docker engine. */
  readonly dockerHost: string | undefined;
  /** `apture:oneMachine`: one node may be every declared machine. */
  readonly oneMachine: boolean;
  /** `apture:imageLock`: the file with the image digests of the stack. */
  readonly imageLock: string | undefined;
  /** `apture:port`: the port that the edge publishes. */
  readonly port: number;
}

export function readStackConfig(stack: string, folder = inProject()): StackConfig {
  const path = `${folder}/Pulumi.${stack}.yaml`;
  const config = existsSync(path) ? (file.parse(parse(readFileSync(path, "utf8")))?.config ?? {}) : {};
  const text = (key: string) =>
    ["string", "number", "boolean"].includes(typeof config[key]) ? String(config[key]) : undefined;
  return {
    dockerHost: text("docker:host"),
    oneMachine: text("apture:oneMachine") === "true",
    imageLock: text("apture:imageLock"),
    port: Number(text("apture:port") ?? defaultPort),
  };
}
