import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { inProject } from "./paths";

const file = z.object({ config: z.record(z.string(), z.unknown()).nullish() }).nullable();

/** What set-up needs to know of `Pulumi.<stack>.yaml`. Pulumi reads the file itself; asking it would take a second. */
export interface StackConfig {
  /** `docker:host`: the engine, where the stack names one. */
  readonly dockerHost: string | undefined;
  /** `apture:oneMachine`: every declared machine may be the one that there is. */
  readonly oneMachine: boolean;
}

export function readStackConfig(stack: string, folder = inProject()): StackConfig {
  const path = `${folder}/Pulumi.${stack}.yaml`;
  const config = existsSync(path) ? (file.parse(parse(readFileSync(path, "utf8")))?.config ?? {}) : {};
  const host = config["docker:host"];
  return {
    dockerHost: typeof host === "string" && host !== "" ? host : undefined,
    oneMachine: ["true", true].some((value) => config["apture:oneMachine"] === value),
  };
}
