import { waitUntil } from "../../testing/checkers/eventually";
import { percentile } from "../../testing/checkers/statistics";
import { editRequest } from "../../testing/load/edit";
import { type LoadResult, startLoad } from "../../testing/load/openLoop";
import { cluster } from "./support/cluster";

jest.setTimeout(900_000);

const pages = 50;
const requests = 20_000;

const edit = (page: number, n: number) => editRequest(`/p/page-${page}`, `edit ${n}`);

/** One request in ten edits a page, with an idempotency key. The others read one. */
const mixed = (n: number) => (n % 10 === 0 ? edit((n / 10) % pages, n) : { path: `/p/page-${n % pages}` });

const changes: readonly (readonly [name: string, apply: () => void])[] = [
  [
    "weights 2:1 to 3:1",
    () => cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 3, apache: 1 }"),
  ],
  [
    "evented 2 to 4",
    () => cluster.declare('server: "gunicorn-gevent", instances: 2', 'server: "gunicorn-gevent", instances: 4'),
  ],
  [
    "evented 4 to 2",
    () => cluster.declare('server: "gunicorn-gevent", instances: 4', 'server: "gunicorn-gevent", instances: 2'),
  ],
  [
    "a new image in both tiers",
    () => cluster.edit("images/app/Dockerfile", "USER 10002", "RUN touch /opt/apture/release-2\nUSER 10002"),
  ],
  ["back to 2:1", () => cluster.declare("weights: { evented: 3, apache: 1 }", "weights: { evented: 2, apache: 1 }")],
];

beforeAll(async () => {
  for (let page = 0; page < pages; page++) {
    const { path, ...request } = edit(page, 0);
    expect((await fetch(`${cluster.url}${path}`, request)).ok).toBe(true);
  }
});

test("no request fails while weights change, a tier scales out and in, and the image changes", async () => {
  const load = startLoad({ url: cluster.url, rate: 200, request: mixed });
  let result: LoadResult;
  try {
    for (const [name, apply] of changes) {
      apply();
      const { seconds } = await cluster.up();
      console.log(`${name}: up took ${seconds.toFixed(0)} s`);
    }
    await waitUntil(() => load.sent() >= requests);
  } finally {
    result = await load.stop();
    const { sent, failures, latencies } = result;
    const [p50, p99, worst] = [0.5, 0.99, 1].map((part) => percentile(latencies, part).toFixed(0));
    console.log(`${sent} requests, ${failures.length} failed; p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms`);
  }
  expect(result.failures).toEqual([]);
  expect(result.sent).toBeGreaterThanOrEqual(requests);
});
