import * as z from "zod";

/** The type and range of a setting, as metadata of its schema: for docs/reference.md, and for messages with a value. */
export interface Form {
  readonly type: string;
  /** The least and the greatest value of a number, or the least and the greatest length of a list. */
  readonly range?: readonly [min: number, max: number];
  /** The accepted values, for a reader: `"64 MiB" to "256 GiB"`. */
  readonly accepts?: string;
}

/** The form of a setting, with or without a default. Sections and named blocks have none. */
export function formOf(schema: z.core.$ZodType): Form | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return formOf(schema.def.innerType);
  const form = z.globalRegistry.get(schema)?.["form"];
  return isForm(form) ? form : undefined;
}

const isForm = (value: unknown): value is Form => typeof value === "object" && value !== null && "type" in value;

/** The range of a numeric setting, with or without a default. */
export function rangeOf(schema: z.core.$ZodType): { readonly min: number; readonly max: number } {
  const [min = -Infinity, max = Infinity] = formOf(schema)?.range ?? [];
  return { min, max };
}
