import { byTier, startLoad } from "../../testing/load/openLoop";
import { cluster } from "./support/cluster";
import { settled } from "./support/settled";

jest.setTimeout(300_000);

const requests = 6_000;

/** Shares of the tiers in 6,000 requests, in per cent. */
async function shares(): Promise<Record<string, number>> {
  const load = startLoad({ url: cluster.url, rate: 300, request: () => ({ path: "/p/home" }) });
  await settled(() => load.sent() >= requests);
  const { answers, failures, sent } = await load.stop();
  expect(failures).toEqual([]);
  return Object.fromEntries(Object.entries(byTier(answers)).map(([tier, count]) => [tier, (100 * count) / sent]));
}

test("two tiers share 2:1 with 2 and 2 instances", async () => {
  const { evented = 0, apache = 0 } = await shares();
  console.log(`2:1 over 2+2: evented ${evented.toFixed(2)} %, apache ${apache.toFixed(2)} %`);
  expect(Math.abs(evented - 200 / 3)).toBeLessThan(1);
  expect(Math.abs(apache - 100 / 3)).toBeLessThan(1);
});

test("two tiers share 5:2 with 3 and 2 instances, after an edit of the declaration", async () => {
  const undo = [
    cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 5, apache: 2 }"),
    cluster.declare('server: "gunicorn-gevent", instances: 2', 'server: "gunicorn-gevent", instances: 3'),
  ];
  try {
    await cluster.up();
    const { evented = 0, apache = 0 } = await shares();
    console.log(`5:2 over 3+2: evented ${evented.toFixed(2)} %, apache ${apache.toFixed(2)} %`);
    expect(Math.abs(evented - 500 / 7)).toBeLessThan(1);
    expect(Math.abs(apache - 200 / 7)).toBeLessThan(1);
  } finally {
    for (const one of undo.reverse()) one();
    await cluster.up();
  }
});
