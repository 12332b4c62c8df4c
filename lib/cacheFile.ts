import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type * as z from "zod";
import { inToolchain } from "./paths";

/** What an earlier run decided or made, so that the next one need not find out again. A file that is missing or of another shape is no memory. */
export function readCache<T extends z.ZodType>(name: string, shape: T): z.output<T> | undefined {
  try {
    return shape.safeParse(JSON.parse(readFileSync(fileOf(name), "utf8"))).data;
  } catch {
    return undefined;
  }
}

export function writeCache(name: string, value: unknown): void {
  writeJson(fileOf(name), value);
}

/** Written beside and renamed, so that a reader never sees half a file. */
export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

const fileOf = (name: string) => inToolchain("memory", `${name}.json`);
