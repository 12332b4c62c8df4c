import { eventually } from "../../testing/eventually";
import { startLoad } from "../../testing/load";
import { cluster, stack } from "./support/cluster";
import { services } from "./support/engine";

jest.setTimeout(600_000);

/** An `up` that must fail while every request is served; returns what it printed. */
async function failingUp(): Promise<string> {
  const load = startLoad({ url: cluster.url, rate: 50, request: () => ({ path: "/p/home" }) });
  const { code, output } = await cluster.run("up");
  const { failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(code).toBe(1);
  return output;
}

test("a broken image is named with its reason, the old version serves throughout, and the next good up repairs", async () => {
  const undo = cluster.edit("images/evented/Dockerfile", "USER 10002", "USER 10002\nLABEL release=broken");
  const broken = cluster
    .read("images/evented/Dockerfile")
    .replace(/^ENTRYPOINT .*$/m, 'ENTRYPOINT ["/bin/sh", "-c", "echo no such release >&2; exit 3"]');
  cluster.write("images/evented/Dockerfile", broken);
  try {
    const output = await failingUp();
    expect(output).toMatch(/evented/);
    expect(output).toMatch(/non-zero exit \(3\)/);
    expect(output).toMatch(/no such release/);
  } finally {
    undo();
  }
  await cluster.up();
  expect((await fetch(`${cluster.url}/p/home`)).status).toBe(200);
});

test("a router configuration that HAProxy refuses is named with its reason, and the next good up repairs", async () => {
  const undo = cluster.declare(
    "loadBalancer: { weights: { evented: 2, apache: 1 } }",
    'loadBalancer: { weights: { evented: 2, apache: 1 }, extraDefaults: ["timeout quueue 1s"] }',
  );
  try {
    const output = await failingUp();
    expect(output).toMatch(/router/);
    expect(output).toMatch(/quueue/);
  } finally {
    undo();
  }
  const { output } = await cluster.up();
  expect(output).not.toMatch(/error/i);
  expect((await fetch(`${cluster.url}/p/home`)).status).toBe(200);
});

test("what an up was doing when it was killed is taken up by the next one", async () => {
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

test("a wrong declaration is refused before anything is touched", async () => {
  const undo = cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 0, apahce: 1 }");
  try {
    const { code, output } = await cluster.run("up");
    expect(code).toBe(1);
    expect(output).toContain("loadBalancer.weights.evented is 0; use a whole number from 1 to 256.");
    expect(output).not.toMatch(/ {4}at /);
  } finally {
    undo();
  }
});
