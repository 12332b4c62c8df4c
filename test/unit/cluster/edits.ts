import dev from "../../../stacks/dev";

/** A change of a declaration: settings by path, `undefined` removes one. */
export type Edit = Readonly<Record<string, unknown>>;

/** A declaration, that of dev unless another is given, with a change: `{ "cache.instances": 0 }`. */
export function edited(edit: Edit, of: unknown = dev): unknown {
  // By way of JSON, which copies what is shared (a disk profile) once for each place.
  const declaration: unknown = JSON.parse(JSON.stringify(of));
  for (const [path, value] of Object.entries(edit)) set(declaration, path.split("."), value);
  return declaration;
}

function set(target: unknown, [field = "", ...rest]: string[], value: unknown): void {
  if (typeof target !== "object" || target === null) return;
  if (rest.length > 0) {
    if (Reflect.get(target, field) === undefined) Reflect.set(target, field, {});
    set(Reflect.get(target, field), rest, value);
  } else if (value === undefined) Reflect.deleteProperty(target, field);
  else Reflect.set(target, field, value);
}
