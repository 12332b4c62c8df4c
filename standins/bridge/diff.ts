import { detailedDiff } from "./detailedDiff";
import { type DiffKind, isReplacing, toInPlace } from "./diffKind";
import { plan } from "./plan";
import { isScalar, type ResourceSchema } from "./schema";
import { isList, isUnset, type Properties } from "./values";

export interface Difference {
  readonly changed: boolean;
  /** Kinds of change by property path. */
  readonly detail: ReadonlyMap<string, DiffKind>;
  readonly replaces: readonly string[];
  readonly stables: readonly string[];
  readonly diffs: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** The difference between a state and the state planned for the inputs. */
export function diff(schema: ResourceSchema, prior: Properties, inputs: Properties): Difference {
  const { planned, changed, replace } = plan(schema, prior, inputs);
  const detail = changed
    ? withReplace(detailedDiff(schema.fields, prior, planned, inputs), replace)
    : new Map<string, DiffKind>();
  const replaces = [...detail]
    .filter(([, kind]) => isReplacing(kind))
    .map(([path]) => topLevelName(path))
    .sort();
  return {
    changed,
    detail,
    replaces,
    stables: Object.entries(schema.fields)
      .filter(([name, field]) => field.replaces && !replaces.includes(name))
      .map(([name]) => name)
      .sort(),
    diffs: [...new Set([...detail.keys()].map(topLevelName))].sort(),
    deleteBeforeReplace: replaces.length > 0 && hasExplicitName(schema, inputs),
  };
}

/** With an explicit name, the old resource must be deleted first, because the names would collide. */
function hasExplicitName(schema: ResourceSchema, inputs: Properties): boolean {
  const defaults = inputs.__defaults;
  if (!isList(defaults)) return false;
  return Object.entries(schema.fields).some(
    ([name, field]) => isScalar(field) && field.autonamed && !isUnset(inputs[name]) && !defaults.includes(name),
  );
}

const topLevelName = (path: string): string => path.split(/[.[]/, 1)[0] ?? path;

/**
 * The plan decides whether the resource is replaced. `__meta` is reported if no single field explains the
 * replacement.
 */
function withReplace(detail: ReadonlyMap<string, DiffKind>, replace: boolean): ReadonlyMap<string, DiffKind> {
  if (!replace) return new Map([...detail].map(([path, kind]) => [path, toInPlace(kind)]));
  if ([...detail.values()].some(isReplacing)) return detail;
  return new Map([...detail, ["__meta", "UPDATE_REPLACE"]]);
}
