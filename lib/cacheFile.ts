import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type * as z from "zod";
import { inToolchain } from "./paths";

/**
 * Reads what an earlier run found out or built. Returns undefined if the file is missing or does not match the schema.
 */
export function readCache<T extends z.ZodType>(name: string, schema: T): z.output<T> | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(fileOf(name), "utf8"))).data;
  } catch {
    return undefined;
  }
}

export function writeCache(name: string, value: unknown): void {
  writeJson(fileOf(name), value);
}

/** Writes a new file and renames it, so that a reader never sees an incomplete file. */
export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** Do not rename the folder: without its files, every machine would build the Pulumi CLI again. */
const fileOf = (name: string) => inToolchain("memory", `${name}.json`);
