import { distance } from "fastest-levenshtein";
import type * as z from "zod";
import { type PlainCopy, plainCopy } from "./plainCopy";
import { joinPath, listed } from "./text";

/**
 * Reads a value by a schema.
 * @returns the value with its defaults, or every problem as a sentence that begins with the path
 */
export function read<T extends z.ZodType>(
  schema: T,
  value: unknown,
  path = "",
): { value: z.output<T> } | { problems: string[] } {
  return readCopy(schema, plainCopy(value, path), path);
}

/** Reads a copy by a schema. The parts that could not be copied are problems, and are not reported as missing. */
export function readCopy<T extends z.ZodType>(
  schema: T,
  { value, refused }: PlainCopy,
  path = "",
): { value: z.output<T> } | { problems: string[] } {
  const result = schema.safeParse(value);
  if (result.success && refused.length === 0) return { value: result.data };
  const wrong = (result.error?.issues ?? []).flatMap((issue) => {
    const where = joinPath(path, issue.path);
    if (issue.code !== "unrecognized_keys") return [{ path: where, problem: issue.message }];
    // section() passes the known names in the message.
    return issue.keys.map((key) => ({
      path: joinPath(path, [...issue.path, key]),
      problem: `is not a setting; ${suggestion(key, issue.message.split(" "))}`,
    }));
  });
  const others = wrong.filter((one) => !refused.some((other) => other.path === one.path));
  return { problems: [...refused, ...others].map((one) => `${one.path} ${one.problem}`) };
}

/** `did you mean instances?`, or a list of all known settings if none is similar. */
export function suggestion(key: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, far: distance(key.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= Math.max(2, Math.floor(near.word.length / 3))
    ? `did you mean ${near.word}?`
    : `use ${listed(known, false)}.`;
}
