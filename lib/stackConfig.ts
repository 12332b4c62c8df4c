import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { inProject } from "./paths";

const file = z.object({ config: z.record(z.string(), z.unknown()).nullish() }).nullable();

/** The default that Pulumi.yaml declares. */
const defaultPort = 8080;

/** What set-up needs to know of `Pulumi.<stack>.yaml`. Pulumi reads the file itself; asking it would take a second. */
export interface StackConfig {
  /** `docker:host`: the engine, where the stack names one. */
  readonly dockerHost: string | undefined;
  /** `apture:oneMachine`: every declared machine may be the one that there is. */
  readonly oneMachine: boolean;
  /** `apture:imageLock`: the file with the digests of the stack's images. */
  readonly imageLock: string | undefined;
  /** `apture:port`, which the edge publishes. */
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
