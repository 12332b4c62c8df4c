import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { type Addressed, addressed } from "../../../testing/mocks/addresses";

/**
 * What an existing stack's state holds of a resource, as far as a change of it would replace the resource or restart
 * tasks.
 */
export interface Recorded {
  readonly urn: string;
  /** Inputs that replace the resource when they change. The content of a config or secret is a digest. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The resources of a cluster in the form that is recorded, by URN. */
export async function recordable(
  program: (opts: pulumi.ComponentResourceOptions) => void,
): Promise<(Recorded & Pick<Addressed, "aliases">)[]> {
  const resources = await addressed(program);
  return resources
    .map((resource) => ({ urn: resource.urn, aliases: resource.aliases, inputs: replacingInputs(resource) }))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function replacingInputs({ type, inputs }: Addressed): Recorded["inputs"] {
  // A component has no provider, and a stash ignores changes of its input: nothing replaces either of them.
  if (type.startsWith("apture:") || type === "pulumi:index:Stash") return {};
  if (type === "docker:index/service:Service") return serviceInputs(inputs);
  const { data, ...rest } = inputs;
  return data === undefined ? rest : { ...rest, content: digest(plain(data)) };
}

/** The name and the networks replace a service. Another volume would replace its data. */
function serviceInputs({ name, auth, taskSpec }: Addressed["inputs"]): Recorded["inputs"] {
  const { networksAdvanceds, containerSpec } = taskSpec as {
    readonly networksAdvanceds: unknown;
    readonly containerSpec: Readonly<Record<string, unknown>> & {
      readonly mounts: readonly { readonly type: string }[];
    };
  };
  const { mounts, hosts, sysctl, labels } = containerSpec;
  const volumes = mounts.filter(({ type }) => type === "volume");
  return JSON.parse(JSON.stringify({ name, auth, networksAdvanceds, hosts, sysctl, labels, volumes }));
}

/** Pulumi wraps a secret in an object that marks it as one. */
const plain = (value: unknown): string =>
  String(typeof value === "object" && value !== null ? Reflect.get(value, "value") : value);

const digest = (data: string): string => createHash("sha256").update(data).digest("hex");
