import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { imageNames } from "../../components/swarm/plan";
import type { Platform } from "../../components/swarm/platform";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Everything that a program registers, in order. Drained before it is returned: what comes late counts, too. */
export async function registered(
  program: (platform: Platform) => void,
  networks: readonly string[],
): Promise<Registered[]> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      resources.push({ type, name, inputs });
      return { id: `${name}-id`, state: { name: `${name}-1234567`, ...inputs } };
    },
    call: ({ inputs }) => inputs,
  });
  program({
    stack: "test",
    images: Object.fromEntries(imageNames.map((name) => [name, `registry/${name}@sha256:0`])) as Platform["images"],
    networks: Object.fromEntries(networks.map((name) => [name, new docker.Network(name)])),
    secrets: new Proxy({}, { get: (_, name) => pulumi.secret(`<${String(name)}>`) }),
  });
  await pulumi.runtime.disconnect();
  return resources;
}

export const ofType = (resources: readonly Registered[], type: string) => resources.filter((one) => one.type === type);
