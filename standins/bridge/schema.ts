import type { Rule } from "./rules";

/**
 * The tables that describe a resource: which inputs it takes and how each behaves. One small engine (check, plan, diff,
 * shape) interprets them, so that a new field is a line in a table.
 */
interface Common {
  readonly required?: true;
  /** Unset means: withoutUnknowns by the engine; what is in the state is kept. */
  readonly computed?: true;
  /** Never an input. */
  readonly output?: true;
  /** A change needs a new resource. */
  readonly replaces?: true;
  readonly secret?: true;
  readonly rules?: readonly Rule[];
  /** The upstream schema's name where it is not the snake case of ours (plural there, singular here). */
  readonly upstream?: string;
  /** Paths from the resource, in upstream names (`mode.global`), that exclude this one. */
  readonly conflicts?: readonly string[];
  readonly exactlyOneOf?: readonly string[];
}

export interface Scalar extends Common {
  readonly kind: "string" | "int" | "bool";
  readonly default?: string | number | boolean;
  /** An environment variable that stands in for the default. */
  readonly defaultFrom?: string;
  /** Two spellings of the same value, so that the state keeps its own. */
  readonly same?: (a: string, b: string) => boolean;
  /** Unset becomes `<resource name>-<7 hex>`. */
  readonly autonamed?: true;
}

export interface Collection extends Common {
  readonly kind: "list" | "set" | "map";
}

export interface Nested extends Common {
  /** `one` is at most one block, shown as an object. */
  readonly kind: "block" | "blockList" | "blockSet";
  readonly fields: Fields;
}

export type Field = Scalar | Collection | Nested;
export type Fields = { readonly [name: string]: Field };

export interface ResourceSchema {
  readonly token: string;
  /** The upstream's state version; a version of 0 is not written. */
  readonly version: number;
  readonly fields: Fields;
}

type Options<T extends Field> = Omit<T, "kind" | "fields">;

export const string = (options: Options<Scalar> = {}): Scalar => ({ kind: "string", ...options });
export const int = (options: Options<Scalar> = {}): Scalar => ({ kind: "int", ...options });
export const bool = (options: Options<Scalar> = {}): Scalar => ({ kind: "bool", ...options });
export const list = (options: Options<Collection> = {}): Collection => ({ kind: "list", ...options });
export const set = (options: Options<Collection> = {}): Collection => ({ kind: "set", ...options });
export const map = (options: Options<Collection> = {}): Collection => ({ kind: "map", ...options });
export const block = (fields: Fields, options: Options<Nested> = {}): Nested => ({ kind: "block", fields, ...options });
export const blockList = (fields: Fields, options: Options<Nested> = {}): Nested => ({
  kind: "blockList",
  fields,
  ...options,
});
export const blockSet = (fields: Fields, options: Options<Nested> = {}): Nested => ({
  kind: "blockSet",
  fields,
  ...options,
});

export const isScalar = (field: Field): field is Scalar =>
  field.kind === "string" || field.kind === "int" || field.kind === "bool";
export const isNested = (field: Field): field is Nested => "fields" in field;

/** The name in the upstream schema: `stopGracePeriod` is `stop_grace_period`. */
export const terraformName = (name: string, field: Field | undefined): string => field?.upstream ?? snake(name);

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
