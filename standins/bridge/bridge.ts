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
import type { Field, ResourceSchema } from "./schema";
import { shape } from "./state";
import { describe, validate } from "./validate";
import { isUnset, mapProperties, type Properties, plainProperties, secret } from "./values";

/** What a resource does with the Docker engine. Everything that needs no engine is in its schema. */
export interface Resource {
  readonly schema: ResourceSchema;
  /** Planned values, computed ones null. Answers with the id; `read` follows. */
  create(planned: Properties, call: Call): Promise<string>;
  /** What the engine has, in the state's names; a field left out keeps its value. Undefined when it is gone. */
  read(id: string, state: Properties, call: Call): Promise<Properties | undefined>;
  update?(id: string, planned: Properties, prior: Properties, call: Call): Promise<void>;
  delete(id: string, state: Properties, call: Call): Promise<void>;
  /** Whether `pulumi import` and `.get()` can read it from its id alone. */
  readonly importable: boolean;
}

/** One call to a resource: its name in the program, and the end of its waits. */
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

/** A provider made of resource tables and engine calls. */
export function bridge({ name, version, resources, checkConfig, configure }: Settings): Provider {
  const byToken = new Map(resources.map((resource) => [resource.schema.token, resource]));
  const stop = new AbortController();

  const find = (urn: string): Resource => {
    const token = typeOf(urn);
    const found = byToken.get(token);
    if (!found)
      throw new Error(
        `${token} is not supported by the stand-in ${name} plugin; it has ${[...byToken.keys()].join(", ")}.`,
      );
    return found;
  };
  const call = (urn: string): Call => ({ resource: nameOf(urn), signal: stop.signal });

  return {
    name,
    version,
    checkConfig,
    configure,
    check: (request) => check(find(request.urn).schema, request),
    diff: (request) => answer(find(request.urn).schema, request),
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

function answer(schema: ResourceSchema, { olds, news }: DiffRequest): DiffAnswer {
  const { changed, detail, ...rest } = diff(schema, plainProperties(olds), plainProperties(news));
  return { ...rest, changes: changed ? "DIFF_SOME" : "DIFF_NONE", hasDetailedDiff: true, detailedDiff: detail };
}

async function create(resource: Resource, { properties, preview }: CreateRequest, call: Call): Promise<CreateAnswer> {
  const { planned } = plan(resource.schema, undefined, plainProperties(properties));
  if (preview) return { id: "", properties: withSecrets(resource.schema, planned) };
  const id = await withTerraformErrors(() => resource.create(withoutUnknowns(planned), call));
  const state = await withTerraformErrors(() => resource.read(id, withoutUnknowns(planned), call));
  if (!state) throw new Error(`${call.resource}: removed by somebody else right after it was created.`);
  return { id, properties: finished(resource.schema, shape(resource.schema, id, state, planned, planned)) };
}

async function read(resource: Resource, { id, properties, inputs }: ReadRequest, call: Call): Promise<ReadAnswer> {
  const refresh = Object.keys(properties).length > 0;
  if (!refresh && !resource.importable)
    throw new Error(`${resource.schema.token} can't be imported: the Docker engine does not tell its data.`);
  const before = plainProperties(properties);
  const state = await withTerraformErrors(() => resource.read(id, before, call));
  if (!state) return {};
  const after = shape(resource.schema, typeof state.id === "string" ? state.id : id, state, before);
  const extracted = refresh
    ? refreshInputs(resource.schema, plainProperties(inputs), after)
    : importInputs(resource.schema, after);
  return {
    id: String(after.id),
    properties: finished(resource.schema, after),
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
  if (preview) return withSecrets(resource.schema, bare(planned));
  try {
    await resource.update?.(id, withoutUnknowns(planned), prior, call);
    const state = await resource.read(id, withoutUnknowns(planned), call);
    if (!state) throw new Error(`${call.resource} does not exist any more; run \`pulumi refresh\` and update again.`);
    return finished(resource.schema, shape(resource.schema, id, state, planned, planned));
  } catch (error) {
    // The state takes the plan, so that the same inputs are tried again and a good program is a change.
    const failed = finished(resource.schema, { ...bare(withoutUnknowns(planned)), id });
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

/** Every state ends so: secrets marked, and the bookkeeping by which the official plugin reads it. */
function finished(schema: ResourceSchema, properties: Properties): Properties {
  return {
    ...(schema.version > 0 ? { __meta: JSON.stringify({ schema_version: String(schema.version) }) } : {}),
    __pulumi_raw_state_delta: rawStateDelta(schema, properties),
    ...withSecrets(schema, properties),
  };
}

const bare = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== "__meta" && name !== "__pulumi_raw_state_delta"),
  );

function withSecrets(schema: ResourceSchema, properties: Properties): Properties {
  const mark = (fields: Readonly<Record<string, Field>>, block: Properties): Properties =>
    mapProperties(block, (value, name) => {
      const field = fields[name];
      if (!field || isUnset(value)) return value;
      if (field.secret) return secret(value);
      if (field.kind === "block" && typeof value === "object" && !Array.isArray(value))
        return mark(field.fields, value as Properties);
      return value;
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
