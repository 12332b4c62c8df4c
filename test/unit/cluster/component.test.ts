import { Cluster } from "../../../components/cluster";
import { planCluster } from "../../../components/cluster/plan";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";
import { images, ofType, type Registered, registeredBy } from "../../../testing/mocks/pulumi";

const serviceType = "docker:index/service:Service";

/** Everything that the cluster of a declaration registers in a preview. */
const registeredWith = (edit: Edit = {}): Promise<Registered[]> =>
  registeredBy(() => {
    new Cluster("test", { plan: planCluster(edited(edit)), stack: "test", images, secrets: {} });
  }, true);

let asDeclared: Promise<Registered[]> | undefined;
const unchanged = () => (asDeclared ??= registeredWith());

/** The resources that a change of the declaration adds, removes or alters, by type and name. */
async function altered(edit: Edit): Promise<string[]> {
  const key = ({ type, name }: Registered) => `${type.split(":").at(-1)} ${name}`;
  const [before, after] = [await unchanged(), await registeredWith(edit)].map(
    (all) => new Map(all.map((one) => [key(one), JSON.stringify(one.inputs)])),
  );
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names].filter((name) => before?.get(name) !== after?.get(name)).sort();
}

test("registers a component for each system, and its services", async () => {
  const resources = await unchanged();
  const components = resources
    .filter(({ type }) => type.startsWith("apture:"))
    .map(({ type, name }) => `${type} ${name}`);
  expect(components.sort()).toEqual([
    "apture:application:Application application",
    "apture:cachePool:CachePool cache",
    "apture:certificates:Certificates certificates",
    "apture:cluster:Cluster test",
    "apture:database:Database content",
    "apture:database:Database views",
    "apture:etcd:Etcd etcd",
    "apture:loadBalancer:LoadBalancer loadBalancer",
    "apture:webTier:WebTier apache",
    "apture:webTier:WebTier evented",
    "apture:workQueue:WorkQueue queue",
    "apture:workerPool:WorkerPool workers",
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

test("every service is read-only, without capabilities, health-checked, and named after its stack", async () => {
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

test("only the edge's network has a route out of the cluster", async () => {
  const networks = ofType(await unchanged(), "docker:index/network:Network");
  expect(networks.filter(({ inputs }) => inputs["internal"] !== true).map(({ name }) => name)).toEqual(["edge"]);
});

test("generated passwords appear only in secrets", async () => {
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
    "the instances of a tier",
    { "web.apache.instances": 4 },
    ["Service apache", "Service router", "ServiceConfig router-haproxy.cfg", "WebTier apache"],
  ],
  ["the memory of a tier", { "web.apache.memory": "320 MiB" }, ["Service apache", "WebTier apache"]],
  [
    "the capacity of the queue",
    { "queue.maxItems": 300_000 },
    ["Service queue-reconciler", "ServiceConfig queue-reconciler.json"],
  ],
  [
    "the queue's status readOnly",
    { "queue.status": "readOnly" },
    ["Service queue-reconciler", "ServiceConfig queue-reconciler.json"],
  ],
  [
    "the queue's status quiescent",
    { "queue.status": "quiescent" },
    ["Service queue-reconciler", "Service workers", "ServiceConfig queue-reconciler.json", "WorkerPool workers"],
  ],
  [
    "the number of workers",
    { "workers.instances": 2, "machines.app-1.memory": "4 GiB" },
    ["Service workers", "WorkerPool workers"],
  ],
  [
    "the primary of a database",
    { "databases.content.primary": "db-2", "databases.content.replicas": ["db-1"] },
    ["Service content-reconciler", "ServiceConfig content-reconciler.json"],
  ],
])("a change of %s alters exactly these resources", async (_, edit, expected) => {
  expect(await altered(edit)).toEqual(expected);
});
