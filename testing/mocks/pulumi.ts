import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { imageNames } from "../../components/swarm/plan";
import type { Platform } from "../../components/swarm/platform";
import { plainStackTrace } from "../../lib/stackTrace";

/** A resource as a program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Image references by name, pinned by digest. */
export const images = Object.fromEntries(
  imageNames.map((name) => [name, `registry/${name}@sha256:0`]),
) as Platform["images"];

/** Returns the resources that one system registers on a platform with these networks, in order. */
export function registered(program: (platform: Platform) => void, networks: readonly string[]): Promise<Registered[]> {
  return registeredBy(() =>
    program({
      stack: "test",
      images,
      networks: Object.fromEntries(networks.map((name) => [name, new docker.Network(name)])),
      secrets: new Proxy({}, { get: (_, name) => pulumi.secret(`<${String(name)}>`) }),
    }),
  );
}

/**
 * Returns the resources that a program registers, in order. Waits until Pulumi is idle: outputs register some of them
 * late.
 */
export function registeredBy(program: () => void, preview = false): Promise<Registered[]> {
  return withPlainStackTraces(async () => {
    const resources: Registered[] = [];
    const mocks: pulumi.runtime.Mocks = {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...computed(type, name, inputs), ...inputs } };
      },
      call: ({ inputs }) => inputs,
    };
    await pulumi.runtime.setMocks(mocks, "project", "test", preview);
    program();
    await pulumi.runtime.disconnect();
    return resources;
  });
}

export const ofType = (resources: readonly Registered[], type: string) => resources.filter((one) => one.type === type);

/** Outputs that a provider computes. The name follows the content, as a replaced config or secret gets another one. */
function computed(type: string, name: string, inputs: Registered["inputs"]): Record<string, unknown> {
  if (type === "pulumi:index:Stash") {
    return { output: { key: `generated-key-of-${name}`, certificate: `certificate-of-${name}` } };
  }
  if (type.startsWith("random:")) return { result: `generated-${name}` };
  const hash = createHash("sha256").update(JSON.stringify(inputs["data"] ?? ""));
  return { name: `${name}-${hash.digest("hex").slice(0, 7)}` };
}

/**
 * Pulumi captures a stack trace for every resource and promise. Mapping each to its source takes as long as everything
 * else.
 */
async function withPlainStackTraces<T>(run: () => Promise<T>): Promise<T> {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = plainStackTrace;
  try {
    return await run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
