import { eventually } from "../../testing/checkers/eventually";
import { startLoad } from "../../testing/load/openLoop";
import { cluster, stack } from "./support/cluster";
import { services } from "./support/engine";
import { get } from "./support/requests";

jest.setTimeout(600_000);

/** Runs an `up` that must fail without failing a request. Returns its output. */
async function failingUp(): Promise<string> {
  const load = startLoad({ url: cluster.url, rate: 50, request: () => ({ path: "/p/home" }) });
  const { code, output } = await cluster.run("up");
  const { failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(code).toBe(1);
  return output;
}

test("up reports a broken image and its reason, the old version serves on, and the next good up repairs it", async () => {
  const undo = cluster.edit("images/evented/Dockerfile", "USER 10002", "USER 10002\nLABEL release=broken");
  const broken = cluster
    .read("images/evented/Dockerfile")
    .replace(/^ENTRYPOINT .*$/m, 'ENTRYPOINT ["/bin/sh", "-c", "echo no such release >&2; exit 3"]');
  cluster.write("images/evented/Dockerfile", broken);
  try {
    // The service, the reason, and the end of its log.
    expect(await failingUp()).toMatch(/^evented: .*\n[\s\S]*non-zero exit \(3\)[\s\S]*no such release/m);
  } finally {
    undo();
  }
  await cluster.up();
  expect((await get("/p/home")).status).toBe(200);
});

test("up reports why HAProxy rejects its configuration, and the next good up repairs it", async () => {
  const undo = cluster.declare(
    "loadBalancer: { weights: { evented: 2, apache: 1 } }",
    'loadBalancer: { weights: { evented: 2, apache: 1 }, extraDefaults: ["timeout quueue 1s"] }',
  );
  try {
    expect(await failingUp()).toMatch(/^router: .*\n[\s\S]*quueue/m);
  } finally {
    undo();
  }
  const { output } = await cluster.up();
  expect(output).not.toMatch(/error/i);
  expect((await get("/p/home")).status).toBe(200);
});

test("the next up resumes what a killed up was doing", async () => {
  const names = async () => (await services()).map(({ Spec }) => Spec?.Name);
  const undo = cluster.declare("cache: { instances: 2,", "cache: { instances: 3,");
  try {
    await cluster.killedUp(() => eventually(async () => expect(await names()).toContain(`${stack}_cache-3`), 60_000));
    const { output } = await cluster.up();
    expect(output).toContain("The last update was interrupted");
    expect(output).toMatch(/^cache-3 .* 1\/1 .* healthy/m);
  } finally {
    undo();
  }
  const { output } = await cluster.up();
  expect(output).not.toContain("interrupted");
  expect(await names()).not.toContain(`${stack}_cache-3`);
});

test("up rejects a wrong declaration before it changes anything", async () => {
  const versions = async () => (await services()).map(({ Spec, Version }) => [Spec?.Name, Version?.Index]).sort();
  const before = await versions();
  const undo = cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 0, apahce: 1 }");
  try {
    const { code, output } = await cluster.run("up");
    expect(code).toBe(1);
    expect(output).toContain("loadBalancer.weights.evented is 0; use a whole number from 1 to 256.");
    expect(output).not.toMatch(/ {4}at /);
  } finally {
    undo();
  }
  expect(await versions()).toEqual(before);
});
