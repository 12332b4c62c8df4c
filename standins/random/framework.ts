import {
  type CheckAnswer,
  type CheckRequest,
  type CreateAnswer,
  type CreateRequest,
  type DiffAnswer,
  type DiffRequest,
  nameOf,
  type Provider,
  type ReadAnswer,
  type ReadRequest,
  typeOf,
  type UpdateRequest,
} from "../bridge/provider";
import type { Field, Fields, ResourceSchema } from "../bridge/schema";
import { describe, type Problem } from "../bridge/validate";
import {
  equal,
  isProperties,
  isReserved,
  isUnset,
  mapProperties,
  object,
  type Properties,
  plainProperties,
  secret,
  UNKNOWN,
  type Value,
} from "../bridge/values";

/** A resource that exists in the state only. */
export interface RandomResource {
  readonly schema: ResourceSchema;
  /** Problems with the inputs beyond their types. */
  problems?(inputs: Properties): Problem[];
  /** Sets the fields that follow from others. */
  derive?(planned: Properties, inputs: Properties): Properties;
  /** The generated fields, including `id`. */
  generate(planned: Properties): Properties;
  /** The state for an import id. */
  importState?(id: string): Properties;
}

/**
 * A provider with the rules of the Terraform Plugin Framework, which the official random provider is written with:
 * null stays null, inputs get no defaults, states omit unset fields, and a diff names the changed fields without
 * details.
 */
export function frameworkProvider(version: string, resources: readonly RandomResource[]): Provider {
  const byToken = new Map(resources.map((resource) => [resource.schema.token, resource]));
  const find = (urn: string): RandomResource => {
    const resource = byToken.get(typeOf(urn));
    if (!resource) {
      const supported = [...byToken.keys()].join(", ");
      throw new Error(`The stand-in random plugin does not support ${typeOf(urn)}; it supports ${supported}.`);
    }
    return resource;
  };
  return {
    name: "random",
    version,
    checkConfig: (news) => news,
    configure: () => undefined,
    check: (request) => check(find(request.urn), request),
    diff: (request) => diff(find(request.urn), request),
    create: async (request) => create(find(request.urn), request),
    read: async (request) => read(find(request.urn), request),
    update: async (request) => update(find(request.urn), request),
    delete: async () => undefined,
    cancel: () => undefined,
  };
}

function check({ schema, problems }: RandomResource, { urn, news }: CheckRequest): CheckAnswer {
  const inputs = withoutUnset(plainProperties(news));
  const found = [...typeProblems(schema.fields, inputs), ...(problems?.(inputs) ?? [])];
  return { inputs, failures: found.map((problem) => describe(nameOf(urn), problem)) };
}

const withoutUnset = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name, value]) => !isUnset(value) && !isReserved(name)));

const REQUIRED_HINT =
  "Refer to the provider documentation or contact the provider developers for additional information " +
  "about configurable attributes that are required.";

function typeProblems(fields: Fields, inputs: Properties): Problem[] {
  const unknown = Object.keys(inputs)
    .filter((name) => fields[name] === undefined || fields[name]?.output)
    .map((name) => ({ reason: "Invalid or unknown key", path: [name] }));
  const known = Object.entries(fields).flatMap(([name, field]): Problem[] => {
    const value = inputs[name];
    if (isUnset(value)) return field.required ? [{ reason: missing(name), path: [name] }] : [];
    if (value === UNKNOWN || isOfKind(field, value)) return [];
    return [{ reason: `Incorrect value type: ${field.kind} expected`, path: [name] }];
  });
  return [...unknown, ...known];
}

const missing = (name: string): string =>
  "Missing Configuration for Required Attribute. " +
  `Must set a configuration value for the ${name} attribute as the provider has marked it as required.` +
  `\n\n${REQUIRED_HINT}`;

function isOfKind(field: Field, value: Value): boolean {
  switch (field.kind) {
    case "int":
      return Number.isInteger(value);
    case "bool":
      return typeof value === "boolean";
    case "map":
      return isProperties(value);
    default:
      return typeof value === "string" || typeof value === "number";
  }
}

/** Inputs, defaults, and the generated values of the prior state. Values not generated yet are unknown. */
function plan({ schema, derive }: RandomResource, inputs: Properties, prior: Properties | undefined): Properties {
  const planned: Record<string, Value> = { id: prior?.id ?? UNKNOWN };
  for (const [name, field] of Object.entries(schema.fields)) {
    const generated = prior?.[name] ?? UNKNOWN;
    const given = inputs[name] ?? ("default" in field ? field.default : undefined) ?? null;
    planned[name] = field.output ? generated : given;
  }
  return derive?.(planned, inputs) ?? planned;
}

function diff(resource: RandomResource, { olds, news }: DiffRequest): DiffAnswer {
  const prior = plainProperties(olds);
  const planned = plan(resource, plainProperties(news), prior);
  const changed = Object.keys(resource.schema.fields)
    .filter((name) => !same(prior[name], planned[name]))
    .sort();
  return {
    changes: changed.length > 0 ? "DIFF_SOME" : "DIFF_NONE",
    diffs: changed,
    replaces: changed.filter((name) => replacesBy(name, prior[name], planned[name])),
    stables: [],
    deleteBeforeReplace: false,
    hasDetailedDiff: false,
    detailedDiff: new Map(),
  };
}

/** An empty map differs from an unset one here. */
const same = (a: Value | undefined, b: Value | undefined): boolean =>
  isUnset(a) || isUnset(b) ? isUnset(a) && isUnset(b) : equal(a, b);

/** Every change replaces the resource, except one between two forms of empty that provider versions wrote. */
function replacesBy(name: string, prior: Value | undefined, planned: Value | undefined): boolean {
  if (name === "keepers") return !equal(object(prior), object(planned)) || planned === UNKNOWN;
  return !(name === "overrideSpecial" && prior === "" && isUnset(planned));
}

function create(resource: RandomResource, { properties, preview }: CreateRequest): CreateAnswer {
  const planned = plan(resource, plainProperties(properties), undefined);
  if (preview) return { id: "", properties: withoutUnset(planned) };
  const state = { ...planned, ...resource.generate(planned) };
  return { id: String(state.id), properties: toState(resource.schema, state) };
}

function read({ schema, importState }: RandomResource, { id, properties, inputs }: ReadRequest): ReadAnswer {
  const state = plainProperties(properties);
  const isRefresh = Object.keys(state).length > 0;
  if (isRefresh) return { id, properties: toState(schema, state), inputs };
  if (!importState) throw new Error(`The stand-in random plugin cannot import ${schema.token}.`);
  const imported = importState(id);
  const fields = Object.entries(schema.fields).filter(
    ([name, field]) => !field.output && (field.required || !isZero(imported[name])),
  );
  const importInputs = Object.fromEntries(fields.map(([name]) => [name, imported[name]]));
  return {
    id: String(imported.id),
    properties: toState(schema, imported),
    inputs: { __defaults: [], ...importInputs },
  };
}

const isZero = (value: Value | undefined): boolean => isUnset(value) || value === 0 || value === "" || value === false;

function update(resource: RandomResource, { olds, news, preview }: UpdateRequest): Properties {
  const planned = plan(resource, plainProperties(news), plainProperties(olds));
  return preview ? withoutUnset(planned) : toState(resource.schema, planned);
}

/** Omits unset fields and records them in the bridge's delta, where a replacement is always marked as a secret. */
function toState({ version, fields }: ResourceSchema, state: Properties): Properties {
  const deltas: Record<string, Value> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (isUnset(state[name])) deltas[name] = secret({ replace: { raw: null } });
    else if (field.kind === "map") deltas[name] = { map: {} };
  }
  return {
    ...(version > 0 ? { __meta: JSON.stringify({ schema_version: String(version) }) } : {}),
    __pulumi_raw_state_delta: { obj: Object.keys(deltas).length > 0 ? { ps: deltas } : {} },
    ...mapProperties(withoutUnset(state), (value, name) => (fields[name]?.secret ? secret(value) : value)),
  };
}
