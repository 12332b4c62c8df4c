import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Cluster } from "../../../components/cluster";
import { planCluster } from "../../../components/cluster/plan";
import { images } from "../../../testing/mocks/pulumi";
import { type Recorded, recordable } from "./recording";

/**
 * Files whose content is different from version 0.1 on purpose, by the ends of their names. Their services roll.
 * Nothing else may change.
 */
const changedFiles = [
  "router-haproxy.cfg",
  "-apache2.conf",
  "-gunicorn.conf.py",
  // The outbox: its limit.
  "app-settings.json",
  // The users of web tiers, workers and the outbox's relay.
  "queue-reconciler.json",
  "queue-reconciler-secrets.json",
];

/** Resources that version 0.1 did not have. They are created before the services that mount them roll. */
const newResources = [
  // The relay of the outbox.
  "docker:index/service:Service::outbox-relay",
  "docker:index/serviceConfig:ServiceConfig::outbox-relay-settings.json",
  "docker:index/secret:Secret::outbox-relay-secrets.json",
  "random:index/randomPassword:RandomPassword::queue-relay",
  // Workers have a user of their own at the broker, which may read jobs and not publish.
  "docker:index/serviceConfig:ServiceConfig::workers-settings.json",
  "docker:index/secret:Secret::workers-secrets.json",
  "random:index/randomPassword:RandomPassword::queue-worker",
];

/**
 * The stacks dev and production as version 0.1 registered them: every resource with the inputs that replace it, and the
 * content of every config and secret. An update of such a stack to this version must neither remove nor replace a
 * service, a network or a password, and adds `newResources` only.
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

  test("gets no additional resource except those that are new in this version", () => {
    const known = new Set(recorded.resources.map(({ urn }) => urn));
    const added = current.filter((resource) => !addressesOf(resource).some((urn) => known.has(urn)));
    expect(added.map(({ urn }) => urn.slice(urn.lastIndexOf("$") + 1)).sort()).toEqual([...newResources].sort());
    expect(current).toHaveLength(recorded.resources.length + newResources.length);
  });

  test("gets no change that replaces a resource, and no unintended content of a config or secret", () => {
    const inputs = new Map(current.flatMap((one) => addressesOf(one).map((urn) => [urn, one.inputs] as const)));
    for (const { urn, inputs: before } of recorded.resources) {
      const changes = changedFiles.some((file) => urn.endsWith(file));
      expect({ urn, inputs: inputs.get(urn) }).toEqual({
        urn,
        inputs: changes ? { ...before, content: expect.stringMatching(/^[0-9a-f]{64}$/) } : before,
      });
    }
  });
});
