import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Autonaming, type DiffAnswer, PartialFailure, type Provider } from "../bridge/provider";
import type { Properties } from "../bridge/values";
import { initFailed } from "./initFailed";

type Unary<Q, R> = (call: { readonly request: Q }, done: grpc.sendUnaryData<R>) => void;

/** Answers a call with the result or error of `work`. Calls run concurrently. */
function unary<Q, R>(work: (request: Q) => R | Promise<R>): Unary<Q, R> {
  return (call, done) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (answer) => done(null, answer),
        (error: unknown) => done(status(error)),
      );
  };
}

function status(error: unknown): grpc.ServiceError | Partial<grpc.StatusObject> {
  if (error instanceof PartialFailure) return initFailed(error.message, error.id, toStruct(error.properties));
  return { code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

const fromStruct = (struct: Struct | undefined): Properties => struct?.toJavaScript() ?? {};

/** A Struct cannot hold undefined, so properties without a value are removed. */
function toStruct(properties: Properties): Struct {
  const defined: Record<string, JavaScriptValue> = JSON.parse(JSON.stringify(properties));
  return Struct.fromJavaScript(defined);
}

const unimplemented = (method: string) =>
  unary<unknown, Empty>(() => {
    throw new Error(`${method} is not implemented by the stand-in plugins`);
  });

export function handlers(provider: Provider): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(provider.version)),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema("{}")),
    attach: unary(() => new Empty()),
    cancel: unary(() => {
      provider.cancel();
      return new Empty();
    }),
    checkConfig: unary((request: messages.CheckRequest) =>
      new messages.CheckResponse().setInputs(toStruct(provider.checkConfig(fromStruct(request.getNews())))),
    ),
    diffConfig: unary((request: messages.DiffRequest) => {
      const same = JSON.stringify(fromStruct(request.getOlds())) === JSON.stringify(fromStruct(request.getNews()));
      return new messages.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME);
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      provider.configure(fromStruct(request.getArgs()));
      return new messages.ConfigureResponse().setSupportspreview(true).setSupportsAutonamingConfiguration(true);
    }),
    check: unary((request: messages.CheckRequest) => {
      const seed = request.getRandomseed_asB64();
      const autonaming = autonamingOf(request);
      const answer = provider.check({
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        ...(seed ? { randomSeed: seed } : {}),
        ...(autonaming ? { autonaming } : {}),
      });
      const failures = answer.failures.map((reason) => new messages.CheckFailure().setReason(reason));
      return new messages.CheckResponse().setInputs(toStruct(answer.inputs)).setFailuresList(failures);
    }),
    diff: unary((request: messages.DiffRequest) =>
      diffResponse(
        provider.diff({
          urn: request.getUrn(),
          id: request.getId(),
          olds: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
        }),
      ),
    ),
    create: unary(async (request: messages.CreateRequest) => {
      const { id, properties } = await provider.create({
        urn: request.getUrn(),
        properties: fromStruct(request.getProperties()),
        preview: request.getPreview(),
      });
      return new messages.CreateResponse().setId(id).setProperties(toStruct(properties));
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const { id, properties, inputs } = await provider.read({
        urn: request.getUrn(),
        id: request.getId(),
        properties: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
      });
      if (id === undefined) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(id)
        .setProperties(toStruct(properties ?? {}))
        .setInputs(toStruct(inputs ?? {}));
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const properties = await provider.update({
        urn: request.getUrn(),
        id: request.getId(),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        preview: request.getPreview(),
      });
      return new messages.UpdateResponse().setProperties(toStruct(properties));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await provider.delete({
        urn: request.getUrn(),
        id: request.getId(),
        properties: fromStruct(request.getProperties()),
      });
      return new Empty();
    }),
    invoke: unimplemented("Invoke"),
    call: unimplemented("Call"),
    construct: unimplemented("Construct"),
  };
}

const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

function autonamingOf(request: messages.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  if (!options) return undefined;
  const modes = ["propose", "enforce", "disable"] as const;
  return { mode: modes[options.getMode()] ?? "propose", proposedName: options.getProposedName() };
}

function diffResponse(answer: DiffAnswer): messages.DiffResponse {
  const response = new messages.DiffResponse()
    .setChanges(answer.changes === "DIFF_SOME" ? DIFF_SOME : DIFF_NONE)
    .setReplacesList([...answer.replaces])
    .setStablesList([...answer.stables])
    .setDiffsList([...answer.diffs])
    .setDeletebeforereplace(answer.deleteBeforeReplace)
    .setHasdetaileddiff(answer.hasDetailedDiff);
  for (const [path, kind] of answer.detailedDiff) {
    response.getDetaileddiffMap().set(path, new messages.PropertyDiff().setKind(messages.PropertyDiff.Kind[kind]));
  }
  return response;
}
