import dev from "../../../stacks/dev";

/** A change of a declaration: settings by path, `undefined` removes one. */
export type Edit = Readonly<Record<string, unknown>>;

/** The declaration of dev with a change: `{ "cache.instances": 0 }`. */
export function edited(edit: Edit): unknown {
  // By way of JSON, which copies what is shared (a disk profile) once for each place.
  const declaration: unknown = JSON.parse(JSON.stringify(dev));
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
