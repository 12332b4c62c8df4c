import type * as z from "zod";
import { plainCopy } from "../declaration/plainCopy";
import type { Problems } from "../declaration/problems";
import { readCopy } from "../declaration/read";
import { section } from "../declaration/schema";
import { type ClusterSpec, clusterSchema } from "./spec";

/**
 * Reads a declaration section by section. The valid sections are planned even if others are invalid, so that all
 * problems are reported together.
 */
export function readCluster(declaration: unknown, problems: Problems): Partial<ClusterSpec> {
  const plain = plainCopy(declaration);
  const whole = readCopy(clusterSchema, plain);
  if ("value" in whole) return whole.value;
  for (const problem of whole.problems) problems.add(problem);
  const { value } = plain;
  if (typeof value !== "object" || value === null) return {};

  const readable: Record<string, unknown> = {};
  const shape: z.core.$ZodShape = clusterSchema.shape;
  for (const [field, schema] of Object.entries(shape)) {
    if (plain.refused.some(({ path }) => path === field || path.startsWith(`${field}.`))) continue;
    const one = section({ [field]: schema }).safeParse({ [field]: Reflect.get(value, field) });
    if (one.success) Object.assign(readable, one.data);
  }
  return readable;
}
