import type { Rule } from "./rules";

/**
 * A resource is described by a table of fields, after Terraform's schemas. Check, plan, diff and read interpret the
 * table, so a new field is one line.
 */
interface Common {
  readonly required?: true;
  /** If unset, the engine decides; an update retains the value in the state. */
  readonly computed?: true;
  /** Cannot be set by a program. */
  readonly output?: true;
  /** A change replaces the resource. */
  readonly replaces?: true;
  readonly secret?: true;
  readonly rules?: readonly Rule[];
  /** The name in the Terraform schema if it is not the property's name in snake case. Usually its singular. */
  readonly terraform?: string;
  /** Terraform paths from the resource (`mode.0.global`) that must not be set together with this field. */
  readonly conflicts?: readonly string[];
  /** Terraform paths of which exactly one must be set. */
  readonly exactlyOneOf?: readonly string[];
}

export interface Scalar extends Common {
  readonly kind: "string" | "int" | "bool";
  readonly default?: string | number | boolean;
  /** An environment variable that takes precedence over the default. */
  readonly defaultFrom?: string;
  /** Whether two texts mean the same value; the state then retains its own. */
  readonly same?: (a: string, b: string) => boolean;
  /** If unset, the name is `<resource name>-<7 hex digits>`. */
  readonly autonamed?: true;
}

export interface Collection extends Common {
  readonly kind: "list" | "set" | "map";
}

export interface Nested extends Common {
  /** A `block` occurs at most once and is an object in Pulumi. */
  readonly kind: "block" | "blockList" | "blockSet";
  readonly fields: Fields;
}

export type Field = Scalar | Collection | Nested;
export type Fields = { readonly [name: string]: Field };

export interface ResourceSchema {
  readonly token: string;
  /** The version of the Terraform state; a state omits version 0. */
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

/** The name in the Terraform schema: `stopGracePeriod` is `stop_grace_period`. */
export const terraformName = (name: string, field: Field | undefined): string => field?.terraform ?? snake(name);

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
