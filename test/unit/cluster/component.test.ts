import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../../components/cluster";
import { planCluster } from "../../../components/cluster/plan";
import { imageNames } from "../../../components/swarm/plan";
import type { Platform } from "../../../components/swarm/platform";
import { plainStackTrace } from "../../../lib/stackTrace";
import { type Edit, edited } from "./edits";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const images = Object.fromEntries(imageNames.map((name) => [name, `registry/${name}@sha256:0`])) as Platform["images"];
const serviceType = "docker:index/service:Service";
const configType = "docker:index/serviceConfig:ServiceConfig";

/** Pulumi notes where each resource and promise was made: mapping those traces to the source takes as long as all the rest. */
async function withPlainTraces<T>(run: () => Promise<T>): Promise<T> {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = plainStackTrace;
  try {
    return await run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** Everything that the cluster of a declaration registers in a preview. Drained before it is returned. */
const registered = (edit: Edit = {}): Promise<Registered[]> => withPlainTraces(() => register(edit));

async function register(edit: Edit): Promise<Registered[]> {
  const resources: Registered[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: async ({ type, name, inputs }) => {
      resources.push({ type, name, inputs });
      if (type === "pulumi:index:Stash") {
        return {
          id: `${name}-id`,
          state: { output: { key: `generated-key-of-${name}`, certificate: `certificate-of-${name}` } },
        };
      }
      const made = type.startsWith("random:") ? { result: `generated-${name}` } : { name: `${name}-1234567` };
      return { id: `${name}-id`, state: { ...made, ...inputs } };
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, "project", "test", true);
  new Cluster("test", planCluster(edited(edit)), { stack: "test", images, secrets: {} });
  await pulumi.runtime.disconnect();
  return resources;
}

let asDeclared: Promise<Registered[]> | undefined;
const unchanged = () => (asDeclared ??= registered());

const ofType = (resources: readonly Registered[], type: string) => resources.filter((one) => one.type === type);

/** Names of the resources whose inputs a change of the declaration alters, or that it adds or removes. */
async function altered(edit: Edit): Promise<string[]> {
  const key = ({ type, name }: Registered) => `${type.split(":").at(-1)} ${name}`;
  const [before, after] = [await unchanged(), await registered(edit)].map(
    (all) => new Map(all.map((one) => [key(one), JSON.stringify(one.inputs)])),
  );
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names].filter((name) => before?.get(name) !== after?.get(name)).sort();
}

test("a cluster is its systems, each a component, and what they are made of", async () => {
  const resources = await unchanged();
  const components = resources
    .filter(({ type }) => type.startsWith("apture:"))
    .map(({ type, name }) => `${type} ${name}`);
  expect(components.sort()).toEqual([
    "apture:cache:CachePool cache",
    "apture:certificates:Certificates certificates",
    "apture:cluster:Cluster test",
    "apture:database:Database content",
    "apture:database:Database views",
    "apture:etcd:Etcd etcd",
    "apture:loadBalancer:LoadBalancer loadBalancer",
    "apture:queue:WorkQueue queue",
    "apture:queue:WorkerPool workers",
    "apture:web:Application application",
    "apture:web:WebTier apache",
    "apture:web:WebTier evented",
  ]);
  expect(
    ofType(resources, serviceType)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    "apache",
    "cache-1",
    "cache-2",
    "content-backup",
    "content-db-1",
    "content-db-2",
    "content-pooler",
    "content-reconciler",
    "content-repository",
    "edge",
    "etcd-app-1",
    "evented",
    "migrations",
    "outbox-relay",
    "queue-app-1",
    "queue-reconciler",
    "router",
    "views-backup",
    "views-db-1",
    "views-db-2",
    "views-pooler",
    "views-reconciler",
    "views-repository",
    "workers",
  ]);
});

test("every service is confined, watched, and named after its stack", async () => {
  for (const { name, inputs } of ofType(await unchanged(), serviceType)) {
    expect({ name, inputs }).toEqual({
      name,
      inputs: expect.objectContaining({
        name: `test_${name}`,
        mode: { replicated: { replicas: expect.any(Number) } },
        endpointSpec: expect.objectContaining({ mode: "dnsrr" }),
        taskSpec: expect.objectContaining({
          containerSpec: expect.objectContaining({
            image: expect.stringMatching(/@sha256:/),
            readOnly: true,
            init: true,
            capDrops: ["ALL"],
            healthcheck: {
              tests: ["CMD-SHELL", expect.stringContaining("healthcheck")],
              interval: "1s",
              timeout: expect.stringMatching(/^\d+s$/),
              retries: expect.any(Number),
              startPeriod: expect.any(String),
            },
          }),
          resources: {
            limits: expect.objectContaining({ memoryBytes: expect.any(Number) }),
            reservation: { memoryBytes: expect.any(Number) },
          },
          restartPolicy: { condition: "any", delay: "1s", window: "0s" },
        }),
      }),
    });
    expect({ name, ports: JSON.stringify(inputs).includes('"publishedPort"') }).toEqual({
      name,
      ports: name === "edge",
    });
  }
});

test("only the edge's network has a way out", async () => {
  const networks = ofType(await unchanged(), "docker:index/network:Network");
  expect(networks.filter(({ inputs }) => inputs["internal"] !== true).map(({ name }) => name)).toEqual(["edge"]);
});

test("generated passwords go into secrets and nowhere else", async () => {
  const resources = await unchanged();
  const passwords = ofType(resources, "random:index/randomPassword:RandomPassword");
  expect(passwords.length).toBeGreaterThan(15);
  for (const { type, name, inputs } of resources) {
    const text = JSON.stringify(inputs) + Buffer.from(String(inputs["data"] ?? ""), "base64").toString();
    expect({ type, name, leaks: text.includes("generated-") }).toEqual({
      type,
      name,
      leaks: type === "docker:index/secret:Secret" && text.includes("generated-"),
    });
  }
});

test.each<[string, Edit, string[]]>([
  ["a weight", { "loadBalancer.weights.evented": 3 }, ["Service router", "ServiceConfig router-haproxy.cfg"]],
  [
    "instances of a tier",
    { "web.apache.instances": 4 },
    ["Service apache", "Service router", "ServiceConfig router-haproxy.cfg"],
  ],
  ["memory of a tier", { "web.apache.memory": "320 MiB" }, ["Service apache"]],
  [
    "what the queue may hold",
    { "queue.maxItems": 300_000 },
    ["Service queue-reconciler", "ServiceConfig queue-reconciler.json"],
  ],
  [
    "a queue that takes no jobs",
    { "queue.status": "readOnly" },
    ["Service queue-reconciler", "ServiceConfig queue-reconciler.json"],
  ],
  [
    "a queue that stands still",
    { "queue.status": "quiescent" },
    ["Service queue-reconciler", "Service workers", "ServiceConfig queue-reconciler.json"],
  ],
  ["workers", { "workers.instances": 2, "machines.app-1.memory": "4 GiB" }, ["Service workers"]],
])("%s alters only what it concerns", async (_, edit, expected) => {
  // The mocks give a config's service its name and id, which do not change; in an engine the service follows its new config.
  const names = await altered(edit);
  expect(expected.filter((name) => name.startsWith(configType.split(":").at(-1) ?? ""))).toEqual(
    names.filter((name) => name.startsWith("ServiceConfig ")),
  );
  for (const name of names) expect(expected).toContain(name);
});

test("another primary alters the reconciler of its database, and no member", async () => {
  const names = await altered({ "databases.content.primary": "db-2", "databases.content.replicas": ["db-1"] });
  expect(names).toEqual(["ServiceConfig content-reconciler.json"]);
});
