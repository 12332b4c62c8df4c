import {
  type CheckAnswer, type CheckRequest, type CreateAnswer, type CreateRequest, type DiffAnswer, type DiffRequest, nameOf, type Provider,
  type ReadAnswer, type ReadRequest, typeOf, type UpdateRequest,
} from "../bridge/provider";
import type { Field, Fields, ResourceSchema } from "../bridge/schema";
import { equal, isProperties, isReserved, isUnset, mapProperties, object, plainProperties, type Properties, secret, UNKNOWN, type Value } from "../bridge/values";
import { describe, type Problem } from "../bridge/validate";

/** A resource that only computes: nothing outside the state knows of it. */
export interface RandomResource {
  readonly schema: ResourceSchema;
  /** Words for what is wrong with the inputs beyond their types. */
  problems?(inputs: Properties): Problem[];
  /** Fields that follow others, before anything random is drawn. */
  settle?(planned: Properties, inputs: Properties): Properties;
  /** The drawn fields, `id` among them. */
  draw(planned: Properties): Properties;
  /** The state that an import id stands for. */
  recover?(id: string): Properties;
}

/**
 * Upstream's random provider is written with Terraform's newer framework, where null is null: inputs get no defaults, states
 * leave unset fields out, and the difference has names but no details. That is this file.
 */
export function randomProvider(version: string, resources: readonly RandomResource[]): Provider {
  const byToken = new Map(resources.map((resource) => [resource.schema.token, resource]));
  const find = (urn: string): RandomResource => {
    const found = byToken.get(typeOf(urn));
    if (!found) throw new Error(`${typeOf(urn)} is not supported by the stand-in random plugin; it has ${[...byToken.keys()].join(", ")}.`);
    return found;
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
  "Refer to the provider documentation or contact the provider developers for additional information about configurable attributes that are required.";

function typeProblems(fields: Fields, inputs: Properties): Problem[] {
  const unknown = Object.keys(inputs)
    .filter((name) => fields[name] === undefined || fields[name]?.output)
    .map((name) => ({ reason: "Invalid or unknown key", path: [name] }));
  const known = Object.entries(fields).flatMap(([name, field]): Problem[] => {
    const value = inputs[name];
    if (isUnset(value)) {
      return field.required ? [{ reason: `Missing Configuration for Required Attribute. Must set a configuration value for the ${name} attribute as the provider has marked it as required.\n\n${REQUIRED_HINT}`, path: [name] }] : [];
    }
    return value === UNKNOWN || isOfKind(field, value) ? [] : [{ reason: `Incorrect value type: ${field.kind} expected`, path: [name] }];
  });
  return [...unknown, ...known];
}

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

/** Inputs, defaults and what the state has already drawn; what is still to be drawn is unknown. */
function plan({ schema, settle }: RandomResource, inputs: Properties, prior: Properties | undefined): Properties {
  const planned: Record<string, Value> = { id: prior?.id ?? UNKNOWN };
  for (const [name, field] of Object.entries(schema.fields)) {
    const drawn = prior?.[name] ?? UNKNOWN;
    const value = field.output ? drawn : (inputs[name] ?? ("default" in field ? field.default : undefined) ?? null);
    planned[name] = value;
  }
  return settle?.(planned, inputs) ?? planned;
}

function diff(resource: RandomResource, { olds, news }: DiffRequest): DiffAnswer {
  const prior = plainProperties(olds);
  const planned = plan(resource, plainProperties(news), prior);
  const changed = Object.keys(resource.schema.fields)
    .filter((name) => !same(prior[name], planned[name]))
    .sort();
  const replaces = changed.filter((name) => replacesBy(name, prior[name], planned[name]));
  return {
    changes: changed.length > 0 ? "DIFF_SOME" : "DIFF_NONE",
    diffs: changed,
    replaces,
    stables: [],
    deleteBeforeReplace: false,
    hasDetailedDiff: false,
    detailedDiff: new Map(),
  };
}

/** An empty map is not an unset one here. */
const same = (a: Value | undefined, b: Value | undefined): boolean => (isUnset(a) || isUnset(b) ? isUnset(a) && isUnset(b) : equal(a, b));

/** Every change draws anew, but for what older versions of the provider wrote differently: nothing for an empty value. */
function replacesBy(name: string, prior: Value | undefined, planned: Value | undefined): boolean {
  if (name === "keepers") return !equal(object(prior), object(planned)) || planned === UNKNOWN;
  return !(name === "overrideSpecial" && prior === "" && isUnset(planned));
}

function create(resource: RandomResource, { properties, preview }: CreateRequest): CreateAnswer {
  const planned = plan(resource, plainProperties(properties), undefined);
  if (preview) return { id: "", properties: withoutUnset(planned) };
  const state = { ...planned, ...resource.draw(planned) };
  return { id: String(state.id), properties: finished(resource.schema, state) };
}

function read({ schema, recover }: RandomResource, { id, properties, inputs }: ReadRequest): ReadAnswer {
  const state = plainProperties(properties);
  if (Object.keys(state).length > 0) return { id, properties: finished(schema, state), inputs };
  if (!recover) throw new Error(`${schema.token} can't be imported.`);
  const recovered = recover(id);
  const given = Object.entries(schema.fields).filter(([name, field]) => !field.output && (field.required || !isZero(recovered[name])));
  const taken = Object.fromEntries(given.map(([name]) => [name, recovered[name]]));
  return { id: String(recovered.id), properties: finished(schema, recovered), inputs: { __defaults: [], ...taken } };
}

const isZero = (value: Value | undefined): boolean => isUnset(value) || value === 0 || value === "" || value === false;

async function update(resource: RandomResource, { olds, news, preview }: UpdateRequest): Promise<Properties> {
  const planned = plan(resource, plainProperties(news), plainProperties(olds));
  return preview ? withoutUnset(planned) : finished(resource.schema, planned);
}

/** Unset fields are left out, and the bridge's delta says so, by secrets, as its replacements always are. */
function finished({ version, fields }: ResourceSchema, state: Properties): Properties {
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
