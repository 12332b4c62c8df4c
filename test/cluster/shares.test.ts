import { waitUntil } from "../../testing/checkers/eventually";
import { byTier, startLoad } from "../../testing/load/openLoop";
import { cluster } from "./support/cluster";

jest.setTimeout(300_000);

const requests = 6_000;

/** Sends requests and returns each tier's share of them, in percent. */
async function shares(): Promise<Record<string, number>> {
  const load = startLoad({ url: cluster.url, rate: 300, request: () => ({ path: "/p/home" }) });
  await waitUntil(() => load.sent() >= requests);
  const { responses, failures, sent } = await load.stop();
  expect(failures).toEqual([]);
  return Object.fromEntries(Object.entries(byTier(responses)).map(([tier, count]) => [tier, (100 * count) / sent]));
}

test("weights 2:1 split the requests 2:1 with 2 and 2 instances", async () => {
  const { evented = 0, apache = 0 } = await shares();
  console.log(`2:1 over 2 and 2 instances: evented ${evented.toFixed(2)} %, apache ${apache.toFixed(2)} %`);
  expect(Math.abs(evented - 200 / 3)).toBeLessThan(1);
  expect(Math.abs(apache - 100 / 3)).toBeLessThan(1);
});

test("after an edit of the declaration, weights 5:2 split the requests 5:2 with 3 and 2 instances", async () => {
  const before = cluster.read(cluster.declaration);
  try {
    cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 5, apache: 2 }");
    cluster.declare('server: "gunicorn-gevent", instances: 2', 'server: "gunicorn-gevent", instances: 3');
    await cluster.up();
    const { evented = 0, apache = 0 } = await shares();
    console.log(`5:2 over 3 and 2 instances: evented ${evented.toFixed(2)} %, apache ${apache.toFixed(2)} %`);
    expect(Math.abs(evented - 500 / 7)).toBeLessThan(1);
    expect(Math.abs(apache - 200 / 7)).toBeLessThan(1);
  } finally {
    cluster.write(cluster.declaration, before);
    await cluster.up();
  }
});
