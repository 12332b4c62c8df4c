import { startLoad } from "../support/load";
import { cluster } from "./support/cluster";

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
  const broken = cluster.read("images/evented/Dockerfile").replace(/^ENTRYPOINT .*$/m, 'ENTRYPOINT ["/bin/sh", "-c", "echo no such release >&2; exit 3"]');
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

test("a wrong declaration is refused before anything is touched", async () => {
  const undo = cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 0, apahce: 1 }");
  try {
    const { code, output } = await cluster.run("up");
    expect(code).toBe(1);
    expect(output).toContain("loadBalancer.weights.evented is 0; use a whole number from 1 to 256.");
    expect(output).not.toMatch(/    at /);
  } finally {
    undo();
  }
});
