import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Cluster } from "../../../components/cluster";
import { planCluster } from "../../../components/cluster/plan";
import { images } from "../../../testing/mocks/pulumi";
import { type Recorded, recordable } from "./recording";

/**
 * The stacks dev and production as version 0.1 registered them: every resource with the inputs that replace it, and the
 * content of every config and secret. An update of such a stack to this version must neither replace, add or remove a
 * resource nor restart a task.
 *
 * A change that renders other files on purpose changes the digests in `recorded/`, and only these.
 */
describe.each(["dev", "production"])("the recorded stack %s", (stack) => {
  const recorded = JSON.parse(readFileSync(join(__dirname, "recorded", `${stack}.json`), "utf8")) as {
    readonly declaration: unknown;
    readonly resources: readonly Recorded[];
  };
  let current: Awaited<ReturnType<typeof recordable>>;
  const addressesOf = ({ urn, aliases }: (typeof current)[number]) => [urn, ...aliases];

  beforeAll(async () => {
    const plan = planCluster(recorded.declaration, { today: "2026-11-23" });
    current = await recordable((opts) => {
      new Cluster("test", { plan, stack: "test", images, secrets: {} }, opts);
    });
  });

  test("has each of its resources under the recorded URN or under an alias of it", () => {
    const addresses = new Set(current.flatMap(addressesOf));
    expect(recorded.resources.filter(({ urn }) => !addresses.has(urn)).map(({ urn }) => urn)).toEqual([]);
  });

  test("gets no additional resource", () => {
    const known = new Set(recorded.resources.map(({ urn }) => urn));
    const added = current.filter((resource) => !addressesOf(resource).some((urn) => known.has(urn)));
    expect(added.map(({ urn }) => urn)).toEqual([]);
    expect(current).toHaveLength(recorded.resources.length);
  });

  test("gets no change that replaces a resource, and no other content of a config or secret", () => {
    const inputs = new Map(current.flatMap((one) => addressesOf(one).map((urn) => [urn, one.inputs] as const)));
    for (const resource of recorded.resources) {
      expect({ urn: resource.urn, inputs: inputs.get(resource.urn) }).toEqual(resource);
    }
  });
});
