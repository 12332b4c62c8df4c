import { compareSync } from "bcryptjs";
import { plan, withoutUnknowns } from "../bridge/plan";
import type { Provider } from "../bridge/provider";
import { rawStateDelta } from "../bridge/rawState";
import { isProperties, type Properties, plain, plainProperties, UNKNOWN, type Value } from "../bridge/values";
import { dockerProvider } from "../docker/provider";
import { resources } from "../docker/resources";
import { serviceSchema } from "../docker/service/schema";
import { toSpec } from "../docker/service/toEngine";
import { randomProvider } from "../random/provider";
import { type RecordedCall, recordings } from "./fixtures/recording";

const providers: Readonly<Record<string, Provider>> = { docker: dockerProvider(), random: randomProvider() };

function providerOf({ urn }: RecordedCall): Provider {
  const provider = providers[urn.split("::")[2]?.split(":")[0] ?? ""];
  if (!provider) throw new Error(`no provider for ${urn}`);
  return provider;
}

type Case = readonly [title: string, call: RecordedCall];

const cases = (wanted: (call: RecordedCall) => boolean): Case[] =>
  recordings().flatMap(({ name, steps }) =>
    steps.flatMap(({ step, calls }) =>
      calls.filter(wanted).map((call): Case => [`${name}, ${step}: ${call.urn.split("::").pop()}`, call]),
    ),
  );

/** Hides the random suffix of an autonamed network. */
const withoutSuffix = (value: Value | undefined): Value | undefined =>
  typeof value === "string" ? value.replace(/^(net)-[0-9a-f]{7}$/, "$1-*******") : value;

const outputs = (properties: Value | undefined): Properties => {
  const { __pulumi_raw_state_delta: _, ...rest } = isProperties(properties) ? (plain(properties) as Properties) : {};
  return { ...rest, name: withoutSuffix(rest.name) };
};

describe("answers of the official plugins", () => {
  test.each(cases((call) => call.method === "Check"))("Check in %s", (_title, call) => {
    const answer = providerOf(call).check({
      urn: call.urn,
      olds: call.olds ?? {},
      news: call.news ?? {},
      randomSeed: "seed",
    });
    const { inputs, failures } = call.response ?? {};
    expect({ ...answer.inputs, name: withoutSuffix(answer.inputs.name) }).toEqual({
      ...(inputs as Properties),
      name: withoutSuffix((inputs as Properties).name),
    });
    expect(answer.failures.map((reason) => ({ reason }))).toEqual(failures ?? []);
  });

  test.each(cases((call) => call.method === "Diff"))("Diff in %s", (_title, call) => {
    const { detailedDiff, ...answer } = providerOf(call).diff({
      urn: call.urn,
      id: call.id ?? "",
      olds: call.olds ?? {},
      news: call.news ?? {},
    });
    const recorded = call.response ?? {};
    expect({ ...answer, detailedDiff: Object.fromEntries(detailedDiff) }).toEqual({
      changes: recorded.changes,
      diffs: recorded.diffs ?? [],
      replaces: recorded.replaces ?? [],
      stables: recorded.stables ?? [],
      deleteBeforeReplace: recorded.deleteBeforeReplace ?? false,
      hasDetailedDiff: recorded.hasDetailedDiff ?? false,
      detailedDiff: Object.fromEntries(
        Object.entries((recorded.detailedDiff ?? {}) as Properties).map(([path, kind]) => [
          path,
          (kind as Properties).kind ?? "ADD",
        ]),
      ),
    });
  });

  test.each(cases((call) => call.method === "Create" && call.preview === true))(
    "preview of Create in %s",
    async (_title, call) => {
      const answer = await providerOf(call).create({ urn: call.urn, properties: call.properties ?? {}, preview: true });
      expect(outputs(answer.properties)).toEqual(outputs(call.response?.properties));
    },
  );

  test.each(cases((call) => call.method === "Update" && call.preview === true))(
    "preview of Update in %s",
    async (_title, call) => {
      const answer = await providerOf(call).update({
        urn: call.urn,
        id: call.id ?? "",
        olds: call.olds ?? {},
        news: call.news ?? {},
        preview: true,
      });
      expect(outputs(answer)).toEqual(outputs(call.response?.properties));
    },
  );
});

describe("states of the official plugins", () => {
  const createCalls = cases((call) => call.method === "Create" && call.preview !== true && call.errors === undefined);

  test.each(createCalls)("sees no change in %s", (_title, call) => {
    const state = call.response?.properties as Properties;
    const answer = providerOf(call).diff({
      urn: call.urn,
      id: String(state.id),
      olds: plainProperties(state),
      news: call.properties ?? {},
    });
    // The official plugin replaces a network with options at every update, because the engine adds options of its own.
    const expected = call.properties?.options === undefined ? "DIFF_NONE" : "DIFF_SOME";
    expect(answer.changes).toBe(expected);
  });

  const withDelta = cases((call) => call.delta !== undefined && call.urn.includes("::docker:"));

  test.each(withDelta)("writes the recorded raw state delta in %s", (_title, call) => {
    const schema = resources.map((resource) => resource.schema).find(({ token }) => call.urn.includes(token));
    if (!schema) throw new Error(`no schema for ${call.urn}`);
    expect(rawStateDelta(schema, plainProperties(call.response?.properties as Properties))).toEqual(call.delta);
  });
});

describe("service specs of the official plugin", () => {
  const created = recordings().flatMap(({ name, steps }) =>
    steps.flatMap(({ step, calls, engine = [] }): [string, Properties, Properties][] => {
      const call = calls
        .filter(
          ({ method, urn, preview, errors }) =>
            method === "Create" && urn.includes("service:Service") && !preview && !errors,
        )
        .pop();
      const spec = engine[0];
      return call && spec ? [[`${name}, ${step}`, call.properties ?? {}, spec]] : [];
    }),
  );

  test.each(created)("are built from the inputs in %s", (_title, inputs, official) => {
    const { UpdateConfig, RollbackConfig, ...rest } = official;
    const ours = toSpec(withoutUnknowns(plan(serviceSchema, undefined, inputs).planned)) as unknown as Properties;
    const { UpdateConfig: update, RollbackConfig: rollback, ...own } = withoutEmpty(ours);
    expect(own).toEqual(withoutEmpty(rest));
    // `docker service inspect` shows the engine's defaults for unset configs.
    if (update) expect(update).toEqual(withoutEmpty(UpdateConfig as Properties));
    if (rollback) expect(rollback).toEqual(withoutEmpty(RollbackConfig as Properties));
  });
});

/** The engine omits empty collections, and adds the default runtime. */
function withoutEmpty(spec: Properties): Properties {
  const isRecorded = (value: Value | undefined): boolean =>
    !(Array.isArray(value) && value.length === 0) && value !== "container";
  return Object.fromEntries(
    Object.entries(spec)
      .filter(([, value]) => isRecorded(value))
      .map(([name, value]) => [name, isProperties(value) ? withoutEmpty(value) : value]),
  );
}

describe("an unknown value in a preview", () => {
  const urn = "urn:pulumi:s::p::docker:index/service:Service::web";
  const news = {
    name: "web",
    taskSpec: { containerSpec: { image: UNKNOWN }, networksAdvanceds: [{ id: UNKNOWN }] },
    mode: { replicated: { replicas: 1 } },
  };

  test("is accepted for a string", () => {
    expect(dockerProvider().check({ urn, olds: {}, news }).failures).toEqual([]);
  });
});

describe("the bcrypt hash of a password", () => {
  const urn = "urn:pulumi:s::p::random:index/randomPassword:RandomPassword::pw";
  const isPassword = ({ method, urn, preview, errors }: RecordedCall): boolean =>
    method === "Create" && urn.includes("RandomPassword") && !preview && !errors;

  test.each(cases(isPassword))("is of the official kind in %s", (_title, call) => {
    const { result, bcryptHash } = outputs(call.response?.properties);
    expect(bcryptHash).toMatch(/^\$2a\$10\$/);
    expect(compareSync(String(result), String(bcryptHash))).toBe(true);
  });

  test("of the stand-in has the same version, cost and length, and matches the password", async () => {
    const { properties } = await randomProvider().create({
      urn,
      properties: { length: 32, special: false },
      preview: false,
    });
    const { result, bcryptHash } = outputs(properties);
    expect(result).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(bcryptHash).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect(compareSync(String(result), String(bcryptHash))).toBe(true);
  });
});
