import { autoname } from "./autoname";
import { withDefaults } from "./defaults";
import { diff } from "./diff";
import { importInputs, refreshInputs } from "./inputsFromState";
import { plan, withoutUnknowns } from "./plan";
import {
  type CheckAnswer,
  type CheckRequest,
  type CreateAnswer,
  type CreateRequest,
  type DeleteRequest,
  type DiffAnswer,
  type DiffRequest,
  nameOf,
  PartialFailure,
  type Provider,
  type ReadAnswer,
  type ReadRequest,
  typeOf,
  type UpdateRequest,
} from "./provider";
import { rawStateDelta } from "./rawState";
import type { Fields, ResourceSchema } from "./schema";
import { stateFromRead } from "./state";
import { describe, validate } from "./validate";
import { isProperties, isUnset, mapProperties, type Properties, plainProperties, secret } from "./values";

/** A resource's operations on the Docker engine. Everything else follows from its schema. */
export interface Resource {
  readonly schema: ResourceSchema;
  /** Creates the resource from planned values, in which computed ones are null. Returns the id. A `read` follows. */
  create(planned: Properties, call: Call): Promise<string>;
  /** The values in the Docker engine. Omitted fields retain their values. Undefined if the resource does not exist. */
  read(id: string, state: Properties, call: Call): Promise<Properties | undefined>;
  update?(id: string, planned: Properties, prior: Properties, call: Call): Promise<void>;
  delete(id: string, state: Properties, call: Call): Promise<void>;
  /** Whether `pulumi import` and `.get()` can read the resource from its id alone. */
  readonly importable: boolean;
}

/** The resource's name in the program, and the signal that cancels the call. */
export interface Call {
  readonly resource: string;
  readonly signal: AbortSignal;
}

export interface Settings {
  readonly name: string;
  readonly version: string;
  readonly resources: readonly Resource[];
  checkConfig(news: Properties): Properties;
  configure(config: Properties): void;
}

/** A provider with the rules of the official Terraform bridge, for resources given as schemas and engine calls. */
export function bridge({ name, version, resources, checkConfig, configure }: Settings): Provider {
  const byToken = new Map(resources.map((resource) => [resource.schema.token, resource]));
  const stop = new AbortController();

  const find = (urn: string): Resource => {
    const token = typeOf(urn);
    const resource = byToken.get(token);
    if (!resource) {
      const supported = [...byToken.keys()].join(", ");
      throw new Error(`The stand-in ${name} plugin does not support ${token}; it supports ${supported}.`);
    }
    return resource;
  };
  const call = (urn: string): Call => ({ resource: nameOf(urn), signal: stop.signal });

  return {
    name,
    version,
    checkConfig,
    configure,
    check: (request) => check(find(request.urn).schema, request),
    diff: (request) => diffAnswer(find(request.urn).schema, request),
    create: (request) => create(find(request.urn), request, call(request.urn)),
    read: (request) => read(find(request.urn), request, call(request.urn)),
    update: (request) => update(find(request.urn), request, call(request.urn)),
    delete: (request) => remove(find(request.urn), request, call(request.urn)),
    cancel: () => stop.abort(),
  };
}

function check(schema: ResourceSchema, { urn, olds, news, randomSeed, autonaming }: CheckRequest): CheckAnswer {
  const inputs = withDefaults(schema.fields, plainProperties(olds), plainProperties(news), () =>
    autoname(urn, randomSeed, autonaming),
  );
  const failures = validate(schema.fields, inputs).map((problem) => describe(nameOf(urn), problem));
  return { inputs: withSecrets(schema, inputs), failures };
}

function diffAnswer(schema: ResourceSchema, { olds, news }: DiffRequest): DiffAnswer {
  const { changed, detail, ...rest } = diff(schema, plainProperties(olds), plainProperties(news));
  return { ...rest, changes: changed ? "DIFF_SOME" : "DIFF_NONE", hasDetailedDiff: true, detailedDiff: detail };
}

async function create(resource: Resource, { properties, preview }: CreateRequest, call: Call): Promise<CreateAnswer> {
  const { planned } = plan(resource.schema, undefined, plainProperties(properties));
  if (preview) return { id: "", properties: withSecrets(resource.schema, planned) };
  const id = await withTerraformErrors(() => resource.create(withoutUnknowns(planned), call));
  const state = await withTerraformErrors(() => resource.read(id, withoutUnknowns(planned), call));
  if (!state) throw new Error(`${call.resource}: deleted by another client right after it was created.`);
  return { id, properties: toState(resource.schema, stateFromRead(resource.schema, id, state, planned, planned)) };
}

async function read(resource: Resource, { id, properties, inputs }: ReadRequest, call: Call): Promise<ReadAnswer> {
  const isRefresh = Object.keys(properties).length > 0;
  if (!isRefresh && !resource.importable) {
    throw new Error(`${resource.schema.token} cannot be imported, because the Docker engine does not return its data.`);
  }
  const before = plainProperties(properties);
  const state = await withTerraformErrors(() => resource.read(id, before, call));
  if (!state) return {};
  const after = stateFromRead(resource.schema, typeof state.id === "string" ? state.id : id, state, before);
  const extracted = isRefresh
    ? refreshInputs(resource.schema, plainProperties(inputs), after)
    : importInputs(resource.schema, after);
  return {
    id: String(after.id),
    properties: toState(resource.schema, after),
    inputs: withSecrets(resource.schema, extracted),
  };
}

async function update(
  resource: Resource,
  { urn, id, olds, news, preview }: UpdateRequest,
  call: Call,
): Promise<Properties> {
  const prior = plainProperties(olds);
  const { planned } = plan(resource.schema, prior, plainProperties(news));
  if (preview) return withSecrets(resource.schema, withoutInternalFields(planned));
  try {
    await resource.update?.(id, withoutUnknowns(planned), prior, call);
    const state = await resource.read(id, withoutUnknowns(planned), call);
    if (!state) throw new Error(`${call.resource} no longer exists; run \`pulumi refresh\` and update again.`);
    return toState(resource.schema, stateFromRead(resource.schema, id, state, planned, planned));
  } catch (error) {
    // The state records the plan, so that the next update with the same inputs tries again.
    const failed = toState(resource.schema, { ...withoutInternalFields(withoutUnknowns(planned)), id });
    throw new PartialFailure(`updating ${urn}: ${terraformError(error)}`, id, failed);
  }
}

async function remove(resource: Resource, { urn, id, properties }: DeleteRequest, call: Call): Promise<void> {
  try {
    await resource.delete(id, plainProperties(properties), call);
  } catch (error) {
    throw new Error(`deleting ${urn}: ${terraformError(error)}`);
  }
}

/** Marks secrets and adds the internal fields with which the official plugin reads the state. */
function toState(schema: ResourceSchema, properties: Properties): Properties {
  return {
    ...(schema.version > 0 ? { __meta: JSON.stringify({ schema_version: String(schema.version) }) } : {}),
    __pulumi_raw_state_delta: rawStateDelta(schema, properties),
    ...withSecrets(schema, properties),
  };
}

const withoutInternalFields = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== "__meta" && name !== "__pulumi_raw_state_delta"),
  );

function withSecrets(schema: ResourceSchema, properties: Properties): Properties {
  const mark = (fields: Fields, block: Properties): Properties =>
    mapProperties(block, (value, name) => {
      const field = fields[name];
      if (!field || isUnset(value)) return value;
      if (field.secret) return secret(value);
      return field.kind === "block" && isProperties(value) ? mark(field.fields, value) : value;
    });
  return mark(schema.fields, properties);
}

async function withTerraformErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(terraformError(error));
  }
}

const terraformError = (error: unknown): string =>
  `1 error occurred:\n\t* ${error instanceof Error ? error.message : String(error)}\n\n`;
