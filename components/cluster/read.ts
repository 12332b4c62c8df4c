import type * as z from "zod";
import type { Problems } from "../declaration/problems";
import { read, section } from "../declaration/schema";
import { type ClusterSpec, clusterSchema } from "./spec";

/**
 * Reads a declaration section by section: the sections that can be read are planned even where others cannot, so that an engineer sees
 * all problems at once.
 */
export function readCluster(declaration: unknown, problems: Problems): Partial<ClusterSpec> {
  const whole = read(clusterSchema, declaration);
  if ("value" in whole) return whole.value;
  for (const problem of whole.problems) problems.add(problem);
  if (typeof declaration !== "object" || declaration === null) return {};

  const readable: Record<string, unknown> = {};
  const shape: z.core.$ZodShape = clusterSchema.shape;
  for (const [field, schema] of Object.entries(shape)) {
    const one = section({ [field]: schema }).safeParse({ [field]: Reflect.get(declaration, field) });
    if (one.success) Object.assign(readable, one.data);
  }
  return readable;
}
