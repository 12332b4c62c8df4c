import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { allAliases } from "@pulumi/pulumi/resource";
import { imageNames } from "../components/swarm/plan";
import type { Platform } from "../components/swarm/platform";
import { plainStackTrace } from "../lib/stackTrace";

/** A resource as a program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A resource with the URNs under which Pulumi finds it in a stack's state. */
export interface Addressed extends Registered {
  readonly urn: string;
  /** Earlier URNs: from its own aliases and from those of its parents. */
  readonly aliases: readonly string[];
}

export const images = Object.fromEntries(
  imageNames.map((name) => [name, `registry/${name}@sha256:0`]),
) as Platform["images"];

/**
 * Runs a program against mocks and returns the resources that it registers, in order. It waits until the program has settled, so that
 * resources registered late are included. Passwords and keys are predictable texts that begin with `generated-`.
 */
export async function registered(program: () => void): Promise<Registered[]> {
  const resources: Registered[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
      resources.push({ type, name, inputs });
      return { id: `${name}-id`, state: { ...stateOf(type, name, inputs), ...inputs } };
    },
    call: ({ inputs }) => inputs,
  };
  await withPlainTraces(async () => {
    await pulumi.runtime.setMocks(mocks, "project", "test", true);
    program();
    await pulumi.runtime.disconnect();
  });
  return resources;
}

/** What the provider computes. As in an engine, other content of a config or secret is another object with another name. */
function stateOf(type: string, name: string, { data }: Registered["inputs"]): Record<string, unknown> {
  if (type === "pulumi:index:Stash")
    return { output: { key: `generated-key-of-${name}`, certificate: `certificate-of-${name}` } };
  if (type.startsWith("random:")) return { result: `generated-${name}` };
  return {
    name: `${name}-${createHash("sha256")
      .update(JSON.stringify(data ?? ""))
      .digest("hex")
      .slice(0, 7)}`,
  };
}

/** Runs a component outside its cluster: on these networks, and with `<name>` as the value of the secret `name`. */
export const registeredOn = (
  networks: readonly string[],
  program: (platform: Platform) => void,
): Promise<Registered[]> =>
  registered(() =>
    program({
      stack: "test",
      images,
      networks: Object.fromEntries(networks.map((name) => [name, new docker.Network(name)])),
      secrets: new Proxy({}, { get: (_, name) => pulumi.secret(`<${String(name)}>`) }),
    }),
  );

/** Returns the resources that a program registers, with their URNs. The program passes the options to its outermost component. */
export async function addressed(program: (opts: pulumi.ComponentResourceOptions) => void): Promise<Addressed[]> {
  const known = new Map<pulumi.Resource, { readonly name: string; readonly urn: pulumi.Output<string> }>();
  const addresses = new Map<string, pulumi.Output<Pick<Addressed, "urn" | "aliases">>>();
  const record: pulumi.ResourceTransformation = ({ resource, type, name, opts }) => {
    const { parent, aliases = [] } = opts;
    // The mocks' own URNs name only the nearest parent.
    const above = parent === undefined ? undefined : known.get(parent);
    const urn = pulumi.createUrn(name, type, above?.urn, "project", "test");
    known.set(resource, { name, urn });
    const earlier = parent === undefined ? [] : allAliases(aliases, name, type, parent, above?.name ?? "");
    addresses.set(`${type} ${name}`, pulumi.output({ urn, aliases: pulumi.all(earlier) }));
    return undefined;
  };
  const resources = await registered(() => program({ transformations: [record] }));
  return Promise.all(
    resources.map(async (resource) => {
      const address = addresses.get(`${resource.type} ${resource.name}`);
      if (address === undefined) throw new Error(`${resource.name} is registered outside the component`);
      return {
        ...resource,
        ...(await new Promise<Pick<Addressed, "urn" | "aliases">>((done) => void address.apply(done))),
      };
    }),
  );
}

export const ofType = <T extends Registered>(resources: readonly T[], type: string): T[] =>
  resources.filter((resource) => resource.type === type);

/** Runs without source maps: Pulumi records where each resource and promise is made, and mapping those traces doubles the time. */
async function withPlainTraces(run: () => Promise<void>): Promise<void> {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = plainStackTrace;
  try {
    await run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
