import * as pulumi from "@pulumi/pulumi";
import { allAliases } from "@pulumi/pulumi/resource";
import { type Registered, registeredBy } from "./pulumi";

/** A resource with the URNs under which Pulumi finds it in a stack's state. */
export interface Addressed extends Registered {
  readonly urn: string;
  /** Earlier URNs: from its own aliases and from those of its parents. */
  readonly aliases: readonly string[];
}

/**
 * Returns the resources that a program registers, with their URNs. The program passes the options to its outermost
 * component.
 */
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
  const resources = await registeredBy(() => program({ transformations: [record] }), true);
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
