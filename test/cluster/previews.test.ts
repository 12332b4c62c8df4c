import { cluster } from "./support/cluster";

jest.setTimeout(180_000);

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** Steps that are no operation of their own: unchanged resources, and the two halves of a replacement. */
const ignored = ["same", "create-replacement", "delete-replaced"];

/** Returns the operations of a preview by resource. */
async function operations(): Promise<Record<string, string>> {
  const { code, output } = await cluster.run("preview", "--json");
  expect(code).toBe(0);
  const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as { steps: Step[] };
  return Object.fromEntries(
    steps
      .filter(({ op }) => !ignored.includes(op))
      .map(({ op, urn }) => [urn.split("::").slice(2).join(" ").split("$").at(-1) ?? urn, op]),
  );
}

const service = (name: string) => `docker:index/service:Service ${name}`;
const component = (type: string, name: string) => `apture:${type} ${name}`;
const config = (name: string) => `docker:index/serviceConfig:ServiceConfig ${name}`;

test.each<[string, string, string, Record<string, string>]>([
  [
    "a weight",
    "weights: { evented: 2, apache: 1 }",
    "weights: { evented: 3, apache: 1 }",
    { [config("router-haproxy.cfg")]: "replace", [service("router")]: "update" },
  ],
  [
    "instances of a tier",
    'server: "gunicorn-gevent", instances: 2',
    'server: "gunicorn-gevent", instances: 4',
    {
      [component("webTier:WebTier", "evented")]: "update",
      [service("evented")]: "update",
      [config("router-haproxy.cfg")]: "replace",
      [service("router")]: "update",
    },
  ],
  [
    "memory of a tier",
    'processes: 2, threads: 8, memory: "256 MiB"',
    'processes: 2, threads: 8, memory: "320 MiB"',
    { [component("webTier:WebTier", "apache")]: "update", [service("apache")]: "update" },
  ],
  [
    "memory of the cache",
    'cache: { instances: 2, memory: "64 MiB" }',
    'cache: { instances: 2, memory: "96 MiB" }',
    {
      [component("cachePool:CachePool", "cache")]: "update",
      [service("cache-1")]: "update",
      [service("cache-2")]: "update",
    },
  ],
])("a change of %s previews as an update of exactly the resources that it concerns", async (_, from, to, expected) => {
  const undo = cluster.declare(from, to);
  try {
    expect(await operations()).toEqual(expected);
  } finally {
    undo();
  }
});

test("a preview shows waived policies and the advice of advisory ones", async () => {
  const reason = "The second rack arrives in January.";
  const waiver = `{ reason: "${reason}", until: "2100-01-01" }`;
  const waivers = `waivers: { "single-point-of-failure": ${waiver}, synchronous: ${waiver} },`;
  const undo = cluster.declare('environment: "development",', `environment: "production",\n  ${waivers}`);
  try {
    const { code, output } = await cluster.run("preview");
    expect({ code, output }).toMatchObject({ code: 0 });
    // Pulumi wraps long lines.
    const text = output.replace(/\s+/g, " ");
    expect(text).toContain(
      'machines.lb-1 is the only machine with the role "edge"; production needs 2. While it is down, the site is unreachable.',
    );
    expect(text).toContain(`(policy single-point-of-failure, waived until 2100-01-01: ${reason})`);
    expect(text).toContain(
      "databases.views.poolers is 1; use 2 or more: after a crash, no request gets a connection to views until the engine starts another. (policy single-replica, advisory)",
    );
  } finally {
    undo();
  }
});

test("a preview fails when a mandatory policy is violated", async () => {
  const undo = cluster.declare('environment: "development",', 'environment: "production",');
  try {
    expect(await cluster.run("preview")).toMatchObject({
      code: 1,
      output: expect.stringContaining("(policy single-point-of-failure)"),
    });
  } finally {
    undo();
  }
});
