/** Paths of every setting of a declaration: `web.evented.instances`. */
export function pathsOf(value: unknown, prefix: readonly string[] = []): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...prefix, key].join("."),
    ...pathsOf(inner, [...prefix, key]),
  ]);
}
